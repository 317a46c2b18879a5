package io.understudy.simulator;

import io.understudy.history.History;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.Survivor;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Settings;
import io.understudy.protocol.message.ClientMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A service in simulation: some machines, an arbiter, clients, and a hand that breaks things. */
public final class Cluster {
  /** Where the operator waits for what comes of a word. */
  static final String OPERATOR = "operator";

  /** Where the operator waits for what comes of a rejection. */
  static final String REJECTOR = "rejector";

  /** Within which a word of who there is is heard. */
  private static final int REGISTRATION_MICROS = 5_000;

  private final Settings settings;
  private final Timeline time;
  private final Witness witness;
  private final History history = new History();
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final Map<String, Machine> removed = new LinkedHashMap<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Network network;
  private final Arbiter arbiter;
  private final Rules rules = new Rules(this);
  private final Set<String> slow = new HashSet<>();
  private final Set<String> farFromArbiter = new HashSet<>();
  private final Set<String> deafToArbiter = new HashSet<>();
  private final Set<String> muteToArbiter = new HashSet<>();
  private final Set<String> immune = new HashSet<>();
  private int queryMillis;
  private boolean faults;
  private boolean recordRestored;
  private boolean recordWrong;

  /** All machines are started; the first founds the service. */
  public Cluster(long seed, String... names) {
    this(seed, Settings.DEFAULT, names);
  }

  /** The same, with settings of its own. */
  public Cluster(long seed, Settings settings, String... names) {
    this(seed, settings, true, List.of(names), Map.of());
  }

  /**
   * @param purposes of those that are no members
   */
  Cluster(
      long seed,
      Settings settings,
      boolean takesNotes,
      List<String> names,
      Map<String, Purpose> purposes) {
    this.settings = settings;
    witness = new Witness(takesNotes);
    time = new Timeline(seed);
    network = new Network(this);
    arbiter = new Arbiter(this, Configuration.founding(names.get(0), settings.promiseMillis()));
    for (String name : names) {
      machines.put(name, new Machine(this, name));
      Purpose purpose = purposes.getOrDefault(name, Purpose.MEMBER);
      arbiter.register(name, new Registration(name, purpose));
    }
    for (String name : names) {
      start(name);
    }
  }

  Settings settings() {
    return settings;
  }

  public Timeline time() {
    return time;
  }

  public Witness witness() {
    return witness;
  }

  History history() {
    return history;
  }

  Network network() {
    return network;
  }

  Arbiter arbiter() {
    return arbiter;
  }

  Rules rules() {
    return rules;
  }

  /** Null for a name that never was one. */
  Machine machine(String name) {
    Machine machine = machines.get(name);
    return machine == null ? removed.get(name) : machine;
  }

  /** Counts those that were taken away too, as they were then. */
  int countMachines(Predicate<Machine> counted) {
    int count = 0;
    for (Machine machine : machines.values()) {
      count += counted.test(machine) ? 1 : 0;
    }
    for (Machine machine : removed.values()) {
      count += counted.test(machine) ? 1 : 0;
    }
    return count;
  }

  Collection<Machine> machines() {
    return machines.values();
  }

  List<SimulatedClient> clients() {
    return clients;
  }

  boolean faults() {
    return faults;
  }

  boolean isSlow(String name) {
    return slow.contains(name);
  }

  boolean reachesArbiter(String name) {
    return !farFromArbiter.contains(name) && !muteToArbiter.contains(name);
  }

  boolean hearsArbiter(String name) {
    return !deafToArbiter.contains(name);
  }

  boolean isPoisonous(String name) {
    return !immune.contains(name);
  }

  /** Whether the record is an old one, and has not been repaired. */
  boolean isRecordWrong() {
    return recordWrong;
  }

  boolean isRecordRestored() {
    return recordRestored;
  }

  void tellRecordChanged() {
    for (Machine machine : machines.values()) {
      Process process = machine.process();
      if (process != null
          && !farFromArbiter.contains(machine.name())
          && hearsArbiter(machine.name())) {
        time.after(
            time.between(300, 30_000),
            () -> process.post(instance -> instance.onRecordChanged(process.now())));
      }
    }
  }

  void tellRegistrations() {
    machines.values().stream()
        .filter(Machine::isUp)
        .forEach(each -> time.after(REGISTRATION_MICROS, () -> tellRegistrations(each)));
  }

  private void tellRegistrations(Machine machine) {
    if (machine.isUp()) {
      machine.process().tellRegistrations();
    }
  }

  // ------------------------------------------------------------------ what a test does

  public void client(String id, int pipeline) {
    clients.add(new SimulatedClient(this, id, pipeline));
  }

  public void load(int requestsEach) {
    clients.forEach(client -> client.load(requestsEach));
  }

  public void start(String name) {
    if (!machine(name).isUp()) {
      witness.note(time.millis() + " start " + name);
      machine(name).start();
      network.opened(name);
    }
  }

  /** Another machine comes, with nothing on it; its name was never used before. */
  public void add(String name) {
    witness.count("backup added");
    machines.put(name, new Machine(this, name));
    arbiter.register(name, new Registration(name, Purpose.MEMBER));
    start(name);
  }

  /**
   * A machine goes for good: once the primary has taken it out, so that nobody waits for it. Where
   * it has become the primary itself meanwhile, by a switchover that was under way, it stays.
   *
   * @return whether it has gone
   */
  public boolean remove(String name) {
    witness.note(time.millis() + " remove " + name);
    Registration before = new Registration(name, purpose(name));
    arbiter.register(name, Registration.REMOVED);
    boolean out = time.runUntil(() -> record().member(name).isEmpty(), 5_000);
    if (!out && name.equals(record().primary().instance())) {
      witness.note(time.millis() + " " + name + " is the primary, and stays");
      witness.count("not removed");
      arbiter.register(name, before);
      return false;
    }
    witness.check(out, () -> name + " was removed, and is still in the record");
    witness.count("backup removed");
    crash(name, false);
    removed.put(name, machines.remove(name));
    return true;
  }

  /** It dies in the middle of what it does next. */
  public void crashInStep(String name, int action) {
    if (machine(name).isUp()) {
      witness.note(time.millis() + " crash " + name + " before its action " + action);
      machine(name).process().killBeforeAction(action);
    }
  }

  public void crash(String name, boolean powerLost) {
    if (machine(name).isUp()) {
      witness.note(time.millis() + " crash " + name + (powerLost ? " with its power" : ""));
      witness.count(powerLost ? "power lost" : "crash");
      machine(name).crash(powerLost);
      network.closed(name);
    }
  }

  /** It has given up: its process ends. */
  void end(Process process) {
    if (process.isAlive()) {
      crash(process.name(), false);
    }
  }

  /** A client asks for an operation that does harm to every server that executes it. */
  void poison(int client, Poison poison) {
    clients.get(client).poison(poison);
  }

  /** How long a query takes, beside half a millisecond. */
  void queriesTake(int millis) {
    queryMillis = millis;
  }

  int queryMillis() {
    return queryMillis;
  }

  /** On this one it does no harm. */
  void immune(String name) {
    immune.add(name);
  }

  /** From now on it does harm on this one, too. */
  void vulnerable(String name) {
    immune.remove(name);
  }

  /** SSN of the poison, or what may be it, that the primary does not get past; or 0. */
  public long suspect(String state) {
    for (Machine machine : machines.values()) {
      if (machine.isUp() && role(machine.name()) == Role.PRIMARY) {
        Map<String, String> status = machine.process().instance().status(machine.process().now());
        boolean poison =
            state.equals("UNKNOWN") || "poison".equals(status.get("suspect.operation"));
        if (poison && state.equals(status.get("suspect"))) {
          return Long.parseLong(status.get("suspect.ssn"));
        }
      }
    }
    return 0;
  }

  /** The operator has an entry answered with an error, whatever others may have answered. */
  public void reject(long ssn, String... without) {
    for (Machine machine : machines.values()) {
      if (machine.isUp() && role(machine.name()) == Role.PRIMARY) {
        witness.note(time.millis() + " reject " + ssn);
        if (without.length > 0) {
          // What they have answered is given up.
          witness.begin(machine.database());
          history.keepOnly(Traffic.order(machine.database().operationLog()));
        }
        Process process = machine.process();
        ClientMessage word = new ClientMessage.Reject(REJECTOR, ssn, List.of(without));
        process.post(instance -> instance.onClient(word, process.now()));
      }
    }
  }

  public void loseDisk(String name) {
    crash(name, false);
    witness.count("disk lost");
    machine(name).loseDisk();
  }

  /** The process is stopped, and goes on after so many milliseconds, as if nothing had been. */
  public void pause(String name, long millis) {
    Process process = machine(name).process();
    if (process != null) {
      witness.note(time.millis() + " pause " + name + " for " + millis + " ms");
      witness.count("pause");
      if (millis > settings.promiseMillis()) {
        witness.count("pause longer than the lease");
      }
      process.pause();
      time.after(1000 * millis, process::goOn);
    }
  }

  public void loseLog(String name) {
    crash(name, false);
    witness.note(time.millis() + " log lost " + name);
    witness.count("log lost");
    machine(name).loseLog();
  }

  public void loseDatabase(String name) {
    crash(name, false);
    witness.note(time.millis() + " database lost " + name);
    witness.count("database lost");
    machine(name).loseDatabase();
  }

  boolean isTorn(String name) {
    return machine(name).database().isTorn();
  }

  /** Killed in a commit, of which its database keeps a part. */
  public void tearDatabase(String name) {
    crash(name, false);
    witness.note(time.millis() + " database torn " + name);
    witness.count("database torn");
    machine(name).database().tear();
  }

  public void stepWallClock(String name, long millis) {
    witness.note(time.millis() + " wall clock of " + name + " set by " + millis + " ms");
    witness.count(millis < 0 ? "wall clock set back" : "wall clock set forward");
    machine(name).clock().stepWall(millis);
  }

  /** Neither hears the other: a client and an instance. */
  public void cutClient(int index, String name) {
    witness.count("client cut off");
    network.cut(clients.get(index).id(), name);
    network.cut(name, clients.get(index).id());
  }

  /** What the client sends to the instance is lost, or only what comes back. */
  public void cutClientOneWay(int index, String name, boolean back) {
    witness.count(back ? "client does not hear" : "client is not heard");
    String client = clients.get(index).id();
    network.cut(back ? name : client, back ? client : name);
  }

  /** The client's process dies; another comes with its id. */
  public void killClient(int index) {
    witness.note(time.millis() + " client killed " + clients.get(index).id());
    witness.count("client killed");
    clients.get(index).begin(true);
  }

  /** A second session with a client's id, while the first is still there. */
  public void supersedeClient(int index) {
    witness.note(time.millis() + " second session " + clients.get(index).id());
    witness.count("second session");
    clients.get(index).begin(false);
  }

  /** The client goes without a word; load is not for it until it comes back. */
  public void clientLeaves(int index) {
    witness.note(time.millis() + " client leaves " + clients.get(index).id());
    clients.get(index).leave();
  }

  /** A client that has left comes back with its id, and with nothing else. */
  public void clientReturns(int index) {
    witness.note(time.millis() + " client returns " + clients.get(index).id());
    clients.get(index).begin(true);
  }

  /** From its next mutation on, an instance is not what it ought to be. */
  void diverge(String name, Database.Divergence how) {
    if (how != Database.Divergence.NONE) {
      witness.note(time.millis() + " " + name + " diverges by its " + how);
      witness.count("diverged by " + how);
    }
    machine(name).database().diverge(how);
  }

  /** Whether the instance is known to be void, on its disk. */
  boolean isVoid(String name) {
    return machine(name).disk().isVoid();
  }

  /** The client loses its connection. */
  public void disconnectClient(int index) {
    witness.note(time.millis() + " client disconnected " + clients.get(index).id());
    witness.count("client disconnected");
    clients.get(index).lose();
  }

  /** The arbiter is restored from an old copy. */
  public void restoreRecord(Configuration older) {
    witness.note(time.millis() + " record restored " + older);
    recordRestored = true;
    recordWrong = true;
    arbiter.restore(older);
  }

  public void loseRecord() {
    witness.note(time.millis() + " record lost");
    recordRestored = true;
    arbiter.lose();
  }

  /** The operator restores the record from what the instances say, all of which run. */
  public void repairRecord() {
    List<Survivor> survivors =
        machines.values().stream()
            .map(Machine::process)
            .map(process -> Survivor.of(process.instance().status(process.now())))
            .toList();
    Configuration restored = Survivor.restore(arbiter.found(), survivors);
    witness.note(time.millis() + " record repaired " + restored);
    witness.count("record repaired");
    recordWrong = false;
    arbiter.restore(restored);
  }

  /** The connection between two closes for a while, though both live. */
  public void breakConnection(String one, String other) {
    witness.note(time.millis() + " connection broken " + one + " " + other);
    witness.count("connection broken");
    network.broken(one, other);
  }

  /** Neither hears the other; nobody else notices. */
  public void partition(String one, String other) {
    witness.note(time.millis() + " partition " + one + " " + other);
    witness.count("partition");
    network.cut(one, other);
    network.cut(other, one);
  }

  public void cutOneWay(String from, String to) {
    witness.note(time.millis() + " cut " + from + " > " + to);
    witness.count("one-way cut");
    network.cut(from, to);
  }

  public void cutFromArbiter(String name) {
    witness.note(time.millis() + " " + name + " cut from the arbiter");
    witness.count("cut from the arbiter");
    farFromArbiter.add(name);
  }

  /** It hears that the record has changed, and nothing that it asks for gets there. */
  public void muteToArbiter(String name) {
    witness.note(time.millis() + " " + name + " does not reach the arbiter");
    witness.count("mute to the arbiter");
    muteToArbiter.add(name);
  }

  /** What it asks the arbiter for is done, but no answer comes back. */
  public void deafToArbiter(String name) {
    witness.note(time.millis() + " " + name + " does not hear the arbiter");
    witness.count("deaf to the arbiter");
    deafToArbiter.add(name);
  }

  public void arbiterAway(boolean away) {
    witness.note(time.millis() + " arbiter " + (away ? "away" : "back"));
    arbiter.away(away);
  }

  /** Its journal takes nothing for a while, and all else goes on. */
  public void stallLog(String name, long millis) {
    Process process = machine(name).process();
    if (process != null) {
      witness.note(time.millis() + " log of " + name + " stands still for " + millis + " ms");
      witness.count("log stands still");
      process.stallLog(millis);
    }
  }

  /**
   * Its database takes no group for so long: it fails each, as one that has lost its connection.
   */
  void failDatabase(String name, long millis) {
    Process process = machine(name).process();
    witness.note(time.millis() + " database of " + name + " fails for " + millis + " ms");
    process.failDatabase(millis);
  }

  public void slowDisk(String name) {
    witness.count("slow disk");
    slow.add(name);
  }

  /** Small faults at random: long delays, groups that fail, changes of unknown outcome. */
  public void faults(boolean on) {
    faults = on;
  }

  public void healAll() {
    network.heal();
    farFromArbiter.clear();
    deafToArbiter.clear();
    muteToArbiter.clear();
    slow.clear();
    arbiter.away(false);
    faults = false;
    machines.keySet().forEach(this::start);
    for (Machine machine : machines.values()) {
      machine.process().goOn();
      machine.process().killBeforeAction(0);
    }
  }

  /** The operator names a primary that is no member: what others had and it has not is lost. */
  public void forcePrimary(String name) {
    witness.note(time.millis() + " force " + name);
    witness.count("forced by the operator");
    if (!isCopying(name)) {
      witness.begin(machine(name).database());
      history.keepOnly(Traffic.order(machine(name).database().operationLog()));
    }
    arbiter.force(machine(name).process().instance().self());
  }

  /** The operator tells the primary to hand over to another: whatever comes of it. */
  public void switchOver(String to) {
    String primary = serving();
    if (primary != null) {
      witness.note(time.millis() + " switch over from " + primary + " to " + to);
      witness.count("switchover");
      Process process = machine(primary).process();
      process.post(
          instance -> instance.onClient(new ClientMessage.Switchover(OPERATOR, to), process.now()));
    }
  }

  // ------------------------------------------------------------------ what a test sees

  public Configuration record() {
    return arbiter.record();
  }

  public Role role(String name) {
    Machine machine = machine(name);
    return machine.isUp() ? machine.process().instance().role() : null;
  }

  /** What an instance says of itself. */
  public Map<String, String> status(String name) {
    Process process = machine(name).process();
    return process.instance().status(process.now());
  }

  /** Whether its database is marked as copying. */
  public boolean isCopying(String name) {
    return machine(name).database().isCopying();
  }

  /** The instance that serves, or null. */
  public String serving() {
    for (Machine machine : machines.values()) {
      if (machine.isUp()
          && machine.process().instance().isServing()
          && record().primary() != null
          && record().primary().instance().equals(machine.name())) {
        return machine.name();
      }
    }
    return null;
  }

  Purpose purpose(String name) {
    return arbiter.purpose(name);
  }

  /** How many backups are to be in sync. */
  int backupsWanted() {
    boolean remote = record().primary() != null && isRemote(record().primary().instance());
    int members = 0;
    for (String name : machines.keySet()) {
      members += purpose(name) == Purpose.MEMBER ? 1 : 0;
    }
    return members - (remote ? 0 : 1);
  }

  boolean isRemote(String name) {
    return purpose(name) == Purpose.REMOTE;
  }

  /** One serves, and as many as are wanted are in sync; all know their place. */
  public boolean isWhole() {
    String serving = serving();
    if (serving == null || record().inSync().size() < backupsWanted()) {
      return false;
    }
    for (String name : machines.keySet()) {
      if (!name.equals(serving) && !isInPlace(name, role(name))) {
        return false;
      }
    }
    return true;
  }

  private boolean isInPlace(String name, Role role) {
    if (record().member(name).isPresent()) {
      return role == Role.BACKUP;
    }
    return role == (isRemote(name) ? Role.JOINING : Role.SPARE);
  }

  /** Those that are to have all: the members of the record, and remote replicas. */
  List<Machine> current() {
    return machines.values().stream()
        .filter(each -> record().member(each.name()).isPresent() || isRemote(each.name()))
        .toList();
  }

  /** Whole, and nobody waits for anything. */
  boolean isCalm() {
    return isWhole()
        && isLevel()
        && machines.values().stream().noneMatch(each -> each.process().isLogStalled());
  }

  /** All that are to have all have committed as much as any. */
  public boolean isLevel() {
    List<Database> databases = current().stream().map(Machine::database).toList();
    return databases.stream().noneMatch(Database::isCopying)
        && databases.stream().map(Database::position).distinct().count() == 1;
  }

  public boolean runUntilWhole(long maxMillis) {
    return time.runUntil(this::isWhole, maxMillis);
  }

  /** Until it is whole, and all have committed the same. */
  public boolean runUntilCaughtUp(long maxMillis) {
    return time.runUntil(() -> isWhole() && isLevel(), maxMillis);
  }

  /** How each instance that runs is, as an operator would see it: a line each. */
  String status() {
    StringBuilder lines = new StringBuilder();
    for (Machine machine : machines.values()) {
      Process process = machine.process();
      if (process != null) {
        lines.append('\n').append(process.instance().status(process.now()));
      }
    }
    return lines.toString();
  }

  public boolean runUntilAnswered(long maxMillis) {
    return time.runUntil(() -> clients.stream().allMatch(SimulatedClient::isDone), maxMillis);
  }

  /** Up to where this instance has forgotten a client's answers. */
  public long floor(String name, String clientId) {
    return machine(name).database().floor(clientId);
  }

  /** The highest number of a client that this instance knows. */
  public long highest(String name, String clientId) {
    return machine(name).database().highest(clientId);
  }

  public int answers() {
    return witness.answers();
  }

  /** All answered is there, on every instance, all instances are equal, and nobody saw a fault. */
  public void checkAtTheEnd() {
    new Judgement(this).pass();
  }
}
