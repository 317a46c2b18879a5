package io.understudy.boot.server;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * One more instance of a service that runs. It says itself at the arbiter where it is; the others,
 * and clients, hear of it from there. It ends up as it should be, or all is as it was before.
 */
final class Addition {
  private final BootServer boot;
  private final Processes processes;
  private final String name;
  private final Purpose purpose;
  private final Optional<UserDatabase> database;
  private final Progress progress;

  Addition(
      BootServer boot,
      Processes processes,
      String name,
      Purpose purpose,
      Optional<UserDatabase> database,
      Progress progress) {
    this.boot = boot;
    this.processes = processes;
    this.name = name;
    this.purpose = purpose;
    this.database = database;
    this.progress = progress;
  }

  void add() {
    DataDirectory data = boot.data();
    ServiceFile before = data.service();
    Ports ports = new Ports();
    Place place = new Place(name, ports.free(), ports.free()).with(purpose);
    ServiceFile after =
        before.plus(database.isPresent() ? place.on(database.orElseThrow()) : place);
    requireNew(data);
    if (boot.state().primary().isEmpty()) {
      throw new BootException(
          "There is no primary that %s could get the data from. If the service does not run: ./understudy up"
              .formatted(name));
    }
    boot.requireArbiter(progress);
    database.ifPresent(given -> given.write(data.database(name)));
    data.write(after);
    Server server = processes.add(after.place(name));
    try {
      processes.requireFreePorts(server);
      processes.start(server, boot.settings());
      boot.awaitReady(List.of(server), progress);
      processes.keep(server.process());
    } catch (BootException e) {
      takeBack(server);
      throw processes.told(e);
    }
  }

  private void requireNew(DataDirectory data) {
    if (Files.exists(data.instance(name))) {
      throw new BootException(
          "%s is there already, of an instance that was removed, say. Move or delete it, or give the new one another name."
              .formatted(data.instance(name)));
    }
  }

  /**
   * Nothing is left of it; what its log said is in the failure's message. The arbiter comes last:
   * it may be away, and does not keep anybody from adding it again.
   */
  private void takeBack(Server server) {
    DataDirectory data = boot.data();
    server.process().kill();
    data.write(data.service().without(name));
    processes.remove(server);
    try {
      DataDirectory.deleteAll(data.instance(name));
    } catch (IOException e) {
      throw new BootException(
          "What was begun of %s in %s cannot be deleted: %s"
              .formatted(name, data.instance(name), e.getMessage()),
          e);
    }
    boot.register(name, Registration.REMOVED);
  }
}
