package io.understudy.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.Place;
import io.understudy.boot.server.ServiceFile;
import io.understudy.boot.server.ServiceState;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTableTest {
  private static final Map<String, String> SERVING =
      Map.of("role", "PRIMARY", "serving", "true", "last", "100", "in-sync", "b");

  private static InstanceState running(String name, Map<String, String> said) {
    return running(new Place(name, 1, 10), said);
  }

  private static InstanceState running(Place place, Map<String, String> said) {
    return new InstanceState(
        place, OptionalLong.of(1), OptionalLong.of(300 * 1024), Optional.of(said));
  }

  private static InstanceState down(String name) {
    return new InstanceState(
        new Place(name, 1, 10), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }

  private static Optional<Configuration> inSync(Member... members) {
    return Optional.of(
        Configuration.founding("a", 200).next(new Member("a", 1), 1, List.of(members)));
  }

  private static String print(
      Optional<Configuration> record, boolean arbiterAnswers, InstanceState... instances) {
    ServiceFile service =
        new ServiceFile(
            1,
            "store",
            "id",
            "127.0.0.1:20",
            20,
            true,
            List.of(instances).stream().map(InstanceState::place).toList());
    StringWriter out = new StringWriter();
    new StatusTable(
            new ServiceState(
                service, OptionalLong.of(2), record, arbiterAnswers, List.of(instances)),
            Path.of("data"),
            " --data 'my data'")
        .print(new PrintWriter(out, true));
    return out.toString();
  }

  @Test
  void shouldShowAllOfThePrimaryInItsRowAndWhatTheArbiterSays() {
    Map<String, String> serving =
        Map.of(
            "role", "PRIMARY", "serving", "true", "epoch", "3", "last", "100", "committed", "98");

    String printed =
        print(
            inSync(new Member("b", 2)),
            true,
            running(new Place("a", 4001, 8001), serving),
            running("b", Map.of("role", "BACKUP", "committed", "90")));

    assertThat(printed.lines())
        .contains(
            "Service store in data",
            "Arbiter 127.0.0.1:20: epoch 1, primary a, in sync [b], pid 2",
            "instance  role         epoch  committed    lag      in sync  broker                "
                + " http                   pid      memory",
            "a         primary      3      98           2        -        127.0.0.1:4001        "
                + " 127.0.0.1:8001         1        300 MiB");
  }

  @Test
  void shouldSayNothingMoreWhenTheBackupIsInSync() {
    String printed =
        print(
            inSync(new Member("b", 2)),
            true,
            running("a", SERVING),
            running("b", Map.of("role", "BACKUP", "committed", "90")));

    assertThat(printed)
        .containsPattern("b +backup +- +90 +10 +yes")
        .doesNotContain("DEGRADED", "NOT SERVING", "RECORD LOST");
  }

  /** Nobody waits for it: how far it is behind is what there is to be known of it. */
  @Test
  void shouldShowHowFarARemoteReplicaIsBehind() {
    Place far = new Place("r", 1, 10, null, null, false, Purpose.REMOTE);

    String printed =
        print(
            inSync(),
            true,
            running("a", SERVING),
            running(far, Map.of("role", "JOINING", "committed", "58")));

    assertThat(printed).containsPattern("r +remote +- +58 +42 +- ");
  }

  private static String printOn(String host, String otherHost) {
    return print(
        inSync(new Member("b", 2)),
        true,
        running("a", Map.of("role", "PRIMARY", "serving", "true", "host", host, "disk", "sda")),
        running("b", Map.of("role", "BACKUP", "host", otherHost, "disk", "sda")));
  }

  @Test
  void shouldWarnWhenInstancesShareAHostAndADisk() {
    assertThat(printOn("h1", "h1").lines())
        .contains("Note: a and b share a host and a disk: if that is lost, both are.");
    assertThat(printOn("h1", "h2")).doesNotContain("Note: ", "share");
  }

  @Test
  void shouldSayDegradedAndHowToStartTheBackupWhenItIsDown() {
    String printed = print(inSync(), true, running("a", SERVING), down("b"));

    assertThat(printed)
        .containsPattern("b +down +- +- +- +no")
        .contains("DEGRADED: ", "To start it: ./understudy start b --data 'my data'");
  }

  /** Its process is there, and does nothing any more: status must name the way out all the same. */
  @Test
  void shouldSayHowToStartAnInstanceThatTakesNoPartAnyMore() {
    Map<String, String> stopped = Map.of("role", "STOPPED", "reason", "No space left on device");

    String printed = print(inSync(), true, running("a", SERVING), running("b", stopped));

    assertThat(printed)
        .contains("No space left on device")
        .contains("DEGRADED: ", "To start it: ./understudy start b --data 'my data'");
  }

  /** Started again it would stop again: the record is what is to be restored. */
  @Test
  void shouldNotSayToStartAnInstanceThatStandsStillAsTheRecordIsOlder() {
    Map<String, String> waiting =
        Map.of("role", "STOPPED", "record", "of epoch 1, older than 3", "epoch-seen", "3");

    String printed = print(inSync(), true, running("a", waiting), running("b", waiting));

    assertThat(printed).contains("restore-record").doesNotContain("understudy start");
  }

  @Test
  void shouldBelieveThePrimaryWhenTheArbiterDoesNotAnswer() {
    String printed =
        print(
            Optional.empty(),
            false,
            running("a", SERVING),
            running("b", Map.of("role", "BACKUP", "committed", "100")));

    assertThat(printed)
        .contains("does not answer: nobody can become the primary")
        .containsPattern("b +backup +- +100 +0 +yes")
        .doesNotContain("DEGRADED", "RECORD LOST");
  }

  @Test
  void shouldSayHowToRestoreTheRecordWhenItIsLost() {
    assertThat(print(Optional.empty(), true, running("a", SERVING)))
        .contains("RECORD LOST: ", "missing", "./understudy restore-record --data 'my data'");
  }

  @Test
  void shouldSayHowToRestoreTheRecordWhenItIsOlder() {
    Map<String, String> finding =
        Map.of("role", "BACKUP", "record", "of epoch 2, older than 9", "epoch-seen", "9");

    assertThat(print(inSync(), true, running("a", finding)))
        .contains("RECORD LOST: ", "older", "NOT SERVING: ");
  }

  @Test
  void shouldNameTheEntryThatIsHeldAndHowToHaveItAnswered() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "true",
                    "last", "7",
                    "suspect", "HELD",
                    "suspect.ssn", "7",
                    "suspect.operation", "transfer",
                    "suspect.number", "3",
                    "suspect.client", "teller")));

    assertThat(printed)
        .contains(
            "POISON: ",
            "a: entry 7 (transfer, number 3 of client teller)",
            "./understudy reject 7");
  }

  @Test
  void shouldSayWhoIsToBeAskedFirstWhenAnEntryIsHeldSinceOneIsSilent() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "false",
                    "last", "9",
                    "suspect", "HELD",
                    "suspect.ssn", "7",
                    "suspect.waits-for", "b")));

    assertThat(printed)
        .contains(
            "maybe others", "./understudy start b --data 'my data'; then", "./understudy reject 7");
  }

  private static String printSuspect(String state, String role) {
    return print(
        inSync(),
        true,
        running(
            "a",
            Map.of(
                "role", role,
                "serving", "true",
                "last", "7",
                "suspect", state,
                "suspect.ssn", "7",
                "suspect.operation", "transfer",
                "suspect.number", "3",
                "suspect.client", "teller")));
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, is being executed and does not end.",
    "FAILING, fails and is executed again.",
    "TRIED, 'has stopped a server and is executed once more, alone.'"
  })
  void shouldSayWhatAnEntryDoesThatIsNotHeld(String state, String what) {
    assertThat(printSuspect(state, "PRIMARY"))
        .contains(
            "POISON: ",
            "a: entry 7 (transfer, number 3 of client teller) " + what,
            "To have it answered with an error: ./understudy reject 7 --data 'my data'");
  }

  /** Only the primary can have it answered. */
  @Test
  void shouldNotOfferToRejectWhatABackupDoesNotGetPast() {
    assertThat(printSuspect("FAILING", "BACKUP"))
        .contains("POISON: ", "a: entry 7 ")
        .doesNotContain("./understudy reject");
  }

  @Test
  void shouldSayWhoIsBroughtUpAnewAndHowItDiffers() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "true",
                    "last", "100",
                    "diverged.b", "the response of entry 7")),
            running("b", Map.of("role", "JOINING")));

    assertThat(printed)
        .contains("VOID: ", "b is brought up anew, because of the response of entry 7.")
        .doesNotContain("STOPPED: ");
  }

  @Test
  void shouldSayWhyAnInstanceHasStopped() {
    String printed =
        print(
            inSync(),
            true,
            running("a", SERVING),
            running("b", Map.of("role", "STOPPED", "reason", "the database is another's")));

    assertThat(printed)
        .containsPattern("b +stopped ")
        .contains("STOPPED: ", "b: the database is another's")
        .doesNotContain("a: -", "VOID: ");
  }

  @Test
  void shouldShowHowFarACopyIsAndHowFarBackTheOperationLogReaches() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "true",
                    "last", "100",
                    "log-from", "40",
                    "log-rows", "61",
                    "log-bytes", "6100",
                    "message-rows", "7",
                    "message-bytes", "70",
                    "message-full", "true")),
            running(
                "b",
                Map.of(
                    "role", "JOINING", "copying", "12 of 50 records, 2400 bytes, 3 s, 9 s left")));

    assertThat(printed)
        .contains(
            "b gets a full copy: 12 of 50 records, 2400 bytes, 3 s, 9 s left",
            "The operation log of a reaches back to entry 40 (61 entries, 6100 bytes)",
            "Answers in its message table: 7 (70 bytes).",
            "FULL: ");
  }

  @Test
  void shouldSayWhyACopyCannotBeLoaded() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of("role", "PRIMARY", "serving", "true", "copy-refused.b", "No such entity.")),
            running("b", Map.of("role", "JOINING")));

    assertThat(printed).contains("NOT COPIED: ", "b cannot load the full copy: No such entity.");
  }

  @Test
  void shouldSayThatRequestsWaitWhenTooFewBackupsAreInSync() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "false",
                    "below-minimum", "true",
                    "min-in-sync", "1")),
            down("b"));

    assertThat(printed)
        .contains(
            "NOT SERVING: requests wait until 1 backups are in sync (min-in-sync).",
            "./understudy start b");
  }

  @Test
  void shouldNameWhoIsToBeStartedWhenNobodyKnowsWhichEntryHasEndedThem() {
    String printed =
        print(
            inSync(),
            true,
            running(
                "a",
                Map.of(
                    "role", "PRIMARY",
                    "serving", "false",
                    "last", "9",
                    "suspect", "UNKNOWN",
                    "suspect.ssn", "7",
                    "suspect.waits-for", "b,c")));

    assertThat(printed)
        .contains(
            "POISON: ",
            "(b, c)",
            "from entry 7 on",
            "To start them: ./understudy up --data 'my data'.",
            "./understudy down --data 'my data'; ./understudy start a --data 'my data'");
  }
}
