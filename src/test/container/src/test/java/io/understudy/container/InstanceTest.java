package io.understudy.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.CopyMark;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.Standing;
import io.understudy.endpoint.StoredResponse;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.probe.Deliveries.Delivery;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The endpoint, its tables and the object store, in the container and on a real database. */
@ExtendWith(ArquillianExtension.class)
class InstanceTest {
  private static final long MAX = Long.MAX_VALUE;

  @Inject private Intruder intruder;
  private History history;

  @Deployment
  static WebArchive application() {
    return ServerSetUp.application();
  }

  @BeforeEach
  void begin() {
    history = History.begin();
  }

  @Test
  void shouldDescribeTheStoreWhenItIsDeployed() {
    assertThat(history.describe().name()).isEqualTo("store");
    assertThat(history.describe().mutations())
        .containsEntry("transfer", true)
        .containsEntry("get", false);
  }

  @Test
  void shouldCommitEffectResponseAndEntryWhenAGroupIsExecuted() {
    // given
    history
        .request("create", "{\"key\":\"k\",\"value\":{\"a\":\"ä😀\"}}")
        .request("add", "{\"key\":\"n\",\"delta\":1}")
        .request("create", "{\"key\":\"n\",\"value\":41}")
        .request("add", "{\"key\":\"n\",\"delta\":1}");
    List<Entry> entries = history.group().entries();

    // when
    List<Response> responses = history.commit();

    // then
    assertThat(responses).extracting(Response::code).containsExactly("", "", "NOT_FOUND", "", "");
    assertThat(responses.get(4).body().text()).isEqualTo("42");
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("{\"a\":\"ä😀\"}");
    assertThat(history.readOperationLog(1, 100, 1 << 20)).isEqualTo(entries);
    Standing standing = history.raiseFence();
    assertThat(standing.position()).isEqualTo(new EntryId(5, 1));
    assertThat(standing.epochs()).containsExactly(new EntryId(1, 1));
    assertThat(standing.lastTimestamp()).isEqualTo(1004);
  }

  @Test
  void shouldGiveTheStoredResponseWhenARequestIsLookedUp() {
    // given
    history.request("d", 3, "create", value("k", "1")).request("d", 5, "add", add("k", 1)).commit();
    long digest = Entry.digest("add", Payload.of(add("k", 1)));

    // when
    Map<Long, StoredResponse> found = history.lookUp("d", 3L, 4L, 5L);

    // then
    assertThat(found).containsOnlyKeys(3L, 5L);
    assertThat(found.get(5L))
        .isEqualTo(new StoredResponse(5, 3, digest, Response.result(Payload.of("2"))));
    assertThat(history.client("d")).isEqualTo(new ClientStanding(5, 0));
    assertThat(history.countRows("d")).isEqualTo(2);
    assertThat(history.client("e")).isEqualTo(new ClientStanding(0, 0));
  }

  /** With the number first, whatever is asked of a client would be looked for among all rows. */
  @Test
  void shouldHaveTheRowsOfAClientSideBySide() throws SQLException {
    assertThat(intruder.keyOf("UND_MESSAGE")).containsExactly("CLIENT_ID", "CLIENT_NUMBER");
  }

  @Test
  void shouldForgetRowsUpToTheFloorWhenAnEntrySaysSo() {
    // given
    history.request("d", 1, "create", value("k", "1")).request("d", 2, "add", add("k", 1)).commit();

    // when
    history
        .request("d", 3, "add", add("k", 1))
        .forget("d", 3)
        .request("d", 4, "add", add("k", 1))
        .forget("new", 9)
        .commit();

    // then
    assertThat(history.lookUp("d", 1L, 2L, 3L, 4L)).containsOnlyKeys(4L);
    assertThat(history.client("d")).isEqualTo(new ClientStanding(4, 3));
    assertThat(history.client("new")).isEqualTo(new ClientStanding(9, 9));
    history.forget("d", 4).forget("d", 2).commit();
    assertThat(history.client("d")).isEqualTo(new ClientStanding(4, 4));
  }

  @Test
  void shouldForgetPartsOfOneRowTimeAfterTime() {
    // given answers that share a row
    history.request("d", 1, "create", value("k", "1"));
    for (int number = 2; number <= 9; number++) {
      history.request("d", number, "add", add("k", 1));
    }
    history.commit();

    // when some go, twice in a group, and beside the answers of the group itself
    history.forget("d", 2).forget("d", 5).request("d", 10, "add", add("k", 1)).commit();
    assertThat(history.lookUp("d", 1L, 2L, 5L, 6L, 9L, 10L)).containsOnlyKeys(6L, 9L, 10L);
    history
        .request("d", 11, "add", add("k", 1))
        .request("d", 12, "add", add("k", 1))
        .forget("d", 11)
        .forget("d", 7)
        .commit();

    // then
    assertThat(history.lookUp("d", 6L, 8L, 9L, 10L, 11L, 12L)).containsOnlyKeys(12L);
    assertThat(history.lookUp("d", 12L).get(12L).response())
        .isEqualTo(Response.result(Payload.of("12")));
    assertThat(history.countRows("d")).isEqualTo(1);
    assertThat(history.client("d")).isEqualTo(new ClientStanding(12, 11));
  }

  @Test
  void shouldTellWhichClientsHaveRowsWhenTheMessageTableIsReadPageByPage() {
    // given requests of which those of one client have a row each
    history.request("create", value("k", "1")).commit();
    for (int i = 1; i <= 3; i++) {
      history
          .request("a", i, "add", add("k", 1))
          .request("b", 10L * i, "add", add("k", 1))
          .commit();
    }

    // then
    assertThat(history.readMessageTable(ClientNumber.NONE, 2))
        .containsExactly(new ClientNumber("a", 2));
    assertThat(history.readMessageTable(new ClientNumber("a", 2), 2))
        .containsExactly(new ClientNumber("a", 3), new ClientNumber("b", 10));
    assertThat(history.readMessageTable(new ClientNumber("b", Long.MAX_VALUE), 2))
        .containsExactly(new ClientNumber("c", 1));
    assertThat(history.readMessageTable(new ClientNumber("c", 1), 2)).isEmpty();
  }

  @Test
  void shouldSayHowMuchTheMessageTableHoldsWhateverAGroupAddsAndDrops() {
    // given answers of which one is dropped in its own group
    history
        .request("d", 1, "add", add("k", 1))
        .request("d", 2, "create", value("l", "1"))
        .request("d", 3, "put", value("k", "1"))
        .forget("d", 1)
        .request("e", 1, "put", value("k", "7"))
        .commit();
    List<Response> answers =
        List.of(
            history.lookUp("d", 2L).get(2L).response(),
            history.lookUp("d", 3L).get(3L).response(),
            history.lookUp("e", 1L).get(1L).response());
    long bytes = answers.stream().mapToLong(answer -> answer.body().size()).sum();
    assertThat(history.raiseFence().messages()).isEqualTo(new TableSize(3, bytes));

    // when
    history.forget("d", 3).request("e", 2, "put", value("k", "8")).commit();
    long left = history.lookUp("e", 1L).get(1L).response().body().size();
    long more = history.lookUp("e", 2L).get(2L).response().body().size();

    // then
    TableSize size = new TableSize(2, left + more);
    assertThat(history.raiseFence().messages()).isEqualTo(size);

    // and as much when it is copied, and none when it is erased
    List<CopyPage> pages = history.copy(() -> {});
    history.beginCopy(5);
    assertThat(history.raiseFence().messages()).isEqualTo(TableSize.NONE);
    for (CopyPage page : pages) {
      history.loadCopy(5, page);
      history.loadCopy(5, page);
    }
    history.endCopy(5);
    assertThat(history.raiseFence().messages()).isEqualTo(size);
    history.erase();
    assertThat(history.raiseFence().messages()).isEqualTo(TableSize.NONE);
  }

  /** Writes, changes, removes, fails before and after it has written, and forgets. */
  private static List<Consumer<History>> ofEachKind() {
    String text = "\"ä😀 \\u0001\"";
    return List.of(
        history -> history.request("create", value("poor", "10")),
        history -> history.request("create", value("full", Long.toString(MAX))),
        history -> history.request("put", value("text", text)),
        history -> history.request("put", value("float", "1.50")),
        history -> history.request("add", add("poor", 5)),
        history -> history.request("add", add("none", 5)),
        history -> history.request("transfer", transfer("poor", "full", 3)),
        history -> history.request("put", value("poor", "{\"b\":1,\"a\":[null,true]}")),
        history -> history.request("delete", key("text")),
        history -> history.request("create", value("text", text)),
        history -> history.request("delete", key("text")),
        history -> history.forget("c", 3),
        history -> history.nextEpoch());
  }

  @Test
  void shouldHaveOneDigestOnEveryDatabaseAndInAnyGroups() {
    // given all in one group
    ofEachKind().forEach(entry -> entry.accept(history));
    history.commit();
    HistoryDigest inOne = history.raiseFence().digest();

    // when each is a group of its own, so that all is read back from the database
    history.erase();
    assertThat(history.raiseFence().digest()).isEqualTo(HistoryDigest.none(1));
    history = History.begin();
    history.commit();
    for (Consumer<History> entry : ofEachKind()) {
      entry.accept(history);
      history.commit();
    }

    // then the digest is the same, and that of the other database, too
    assertThat(history.raiseFence().digest()).isEqualTo(inOne);
    assertThat(inOne).isEqualTo(new HistoryDigest(14, 0x10c7fbe2679e1009L, 0x1f88e8ede4ab5b8aL, 1));
  }

  @Test
  void shouldHaveAnotherDigestWhenOnlyTheDataDiffers() {
    // given
    history.request("create", value("k", "1")).request("create", value("l", "7")).commit();
    HistoryDigest before = history.raiseFence().digest();
    history.request("put", value("k", "2")).commit();
    HistoryDigest one = history.raiseFence().digest();

    // when
    history = History.begin();
    history.request("create", value("k", "1")).request("create", value("l", "7")).commit();
    assertThat(history.raiseFence().digest()).isEqualTo(before);
    history.request("put", value("k", "3")).commit();
    HistoryDigest other = history.raiseFence().digest();

    // then
    assertThat(other.answersDifferFrom(one)).as("both answer with nothing").isFalse();
    assertThat(other.differsFrom(one)).isTrue();
  }

  @Test
  void shouldLeaveTheOthersWhenAnEntryFailsBeforeItWrites() {
    // given
    history
        .request("create", value("k", "1"))
        .request("add", "{\"key\":\"k\",\"delta\":\"1\"}")
        .request("nonsense", "{}")
        .request("transfer", transfer("k", "k", 1))
        .request("add", add("k", 1));

    // when
    Delivery delivery = history.deliver();

    // then
    assertThat(delivery.committed()).isTrue();
    assertThat(delivery.outcome().spoiled()).isFalse();
    assertThat(delivery.outcome().responses())
        .extracting(Response::code)
        .containsExactly("", "", "BAD_ARGUMENT", "UNKNOWN_OPERATION", "SAME_ACCOUNT", "");
  }

  @Test
  void shouldLeaveNoEffectAndSpoilNoOtherWhenAnEntryFailsThatHasWritten() {
    // given
    history
        .request("create", value("poor", "10"))
        .request("create", value("full", Long.toString(MAX)))
        .request("transfer", transfer("poor", "full", 3))
        .request("add", add("poor", 5));

    // when
    Delivery spoiled = history.deliver();

    // then
    assertThat(spoiled.committed()).isFalse();
    assertThat(spoiled.outcome().spoiled()).isTrue();
    assertThat(spoiled.outcome().responses())
        .extracting(Response::code)
        .containsExactly("", "", "", "OVERFLOW");
    assertThat(history.query("get", key("poor")).code()).isEqualTo("NOT_FOUND");

    // when
    history.raiseFence();
    history = History.begin();
    history
        .request("create", value("poor", "10"))
        .request("create", value("full", Long.toString(MAX)))
        .request("transfer", transfer("poor", "full", 3))
        .request("add", add("poor", 5));
    List<Response> responses = history.commit();

    // then
    assertThat(responses).extracting(Response::code).containsExactly("", "", "", "OVERFLOW", "");
    assertThat(responses.get(4).body().text()).isEqualTo("15");
    assertThat(history.query("get", key("poor")).body().text()).isEqualTo("15");
    assertThat(history.lookUp("c", 3L).get(3L).response()).isEqualTo(responses.get(3));
  }

  @Test
  void shouldRefuseTheCommitWhenTheFenceWasRaisedWhileTheTransactionWasOpen() {
    // given
    history.request("create", value("k", "1")).commit();
    History newer = new History();
    history.request("add", add("k", 1));

    // when
    Delivery delivery = history.deliver(Map.of(), newer::raiseFence);

    // then
    assertThat(delivery.outcome().responses()).hasSize(1);
    assertThat(delivery.failure()).as("raising the fence waits for nobody").isNull();
    assertThat(delivery.committed()).isFalse();
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("1");
    assertThat(newer.raiseFence().position()).isEqualTo(new EntryId(2, 1));
    assertThat(history.committed(3)).isEmpty();
    assertThat(history.committed(2)).contains(new EntryId(2, 1));
  }

  /** The container says that it was rolled back; only the tables say what is true. */
  @Test
  void shouldFindThatAGroupWasCommittedWhenTheAnswerOfTheDatabaseIsLost() throws Exception {
    history.request("create", value("k", "1")).commit();
    BrokenRule lost = BrokenRule.answersOfCommitsLost(intruder.connectionClass());

    try {
      Delivery delivery = history.request("add", add("k", 1)).deliver();

      assertThat(delivery.failure()).isNull();
      assertThat(delivery.committed()).isFalse();
    } finally {
      lost.close();
    }
    assertThat(history.committed(3)).contains(new EntryId(3, 1));
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("2");
  }

  @Test
  void shouldRefuseTheCommitWhenTheGroupDoesNotFollowThePosition() {
    // given
    history.request("create", value("k", "1")).commit();
    Group added = history.request("add", add("k", 1)).group();
    history.commit();

    // when
    Delivery again = history.deliver(added);
    history.request("add", add("k", 1)).skip();
    Delivery withGap = history.request("add", add("k", 1)).deliver();

    // then
    assertThat(again.failure()).as("its rows are there already").isNotNull();
    assertThat(again.committed()).isFalse();
    assertThat(withGap.failure()).isNull();
    assertThat(withGap.committed()).isFalse();
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("2");
    assertThat(history.raiseFence().position()).isEqualTo(new EntryId(3, 1));
    assertThat(history.request("add", add("k", 1)).deliver().committed()).isTrue();
  }

  @Test
  void shouldCountStartsAndFencesWhenTheFenceIsRaised() {
    // given
    Standing one = history.raiseFence();

    // when
    Standing other = history.raiseFence(History.OWNER, 50);

    // then
    assertThat(other.fence()).isEqualTo(one.fence() + 1);
    assertThat(other.incarnation()).as("same process").isEqualTo(one.incarnation());
    assertThat(other.epochSeen()).isEqualTo(50);
    assertThat(history.raiseFence(History.OWNER, 2).epochSeen()).isEqualTo(50);
  }

  @Test
  void shouldRefuseTheDatabaseWhenItBelongsToAnother() {
    for (Identity other : List.of(new Identity("3f0c", "b"), new Identity("4f0c", "a"))) {
      assertThatThrownBy(() -> history.raiseFence(other, 0))
          .hasRootCauseInstanceOf(WrongDatabaseException.class)
          .rootCause()
          .hasMessageContaining(other.instance())
          .hasMessageContaining(other.serviceId());
    }
  }

  @Test
  void shouldRefuseAWriteWhenItIsNotInsideAMutation() {
    // given
    history.request("create", value("k", "1")).commit();

    // then
    assertThatThrownBy(() -> intruder.remove("k")).hasRootCauseMessage(REFUSED_OBJECT);
    assertThatThrownBy(() -> intruder.store("other")).hasRootCauseMessage(REFUSED_OBJECT);
    assertThatThrownBy(intruder::removeByJpql).hasRootCauseMessage(REFUSED_BULK);
    assertThatThrownBy(intruder::removeBySql).hasRootCauseMessage(REFUSED_BULK);
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("1");
    assertThat(history.query("put", value("k", "2")).code()).isEqualTo("UNKNOWN_OPERATION");
  }

  @Test
  void shouldFindOutWhenObjectsAreNotGuarded() throws Exception {
    assertFindsOut(
        BrokenRule.objectsUnguarded(), this::shouldRefuseAWriteWhenItIsNotInsideAMutation);
  }

  /**
   * What a group has read before a statement is not what is there after it, for the entry that runs
   * the statement neither. The first time nobody knows, and the group is rolled back.
   */
  @Test
  void shouldReadWhatAStatementHasWrittenWhateverGroupItRunsIn() throws Exception {
    BrokenRule odd = BrokenRule.deletesByAStatement();
    try (odd) {
      statementInAGroup();
      assertThatThrownBy(history::commit).hasStackTraceContaining("is executed once more");
      assertThat(BrokenRule.seen()).as("as it was read before").containsExactly(1L);

      // from then on it is known, and may be in any group
      history = History.begin();
      statementInAGroup();
      assertThat(history.commit())
          .extracting(response -> response.body().text())
          .endsWith("2", "2", "null", "8");
      assertThat(BrokenRule.seen()).containsExactly(1L, 7L);
    }

    assertThat(history.query("get", key("k")).body().text()).isEqualTo("7");
  }

  private void statementInAGroup() {
    history
        .request("create", value("k", "1"))
        .request("create", value("l", "1"))
        .request("create", value("m", "1"))
        .commit();
    history
        .request("add", add("k", 1))
        .request("add", add("l", 1))
        .request("delete", key("m"))
        .request("add", add("l", 1));
  }

  @Test
  void shouldFindOutWhenBulkStatementsAreNotGuarded() throws Exception {
    assertFindsOut(
        BrokenRule.statementsUnguarded(), this::shouldRefuseAWriteWhenItIsNotInsideAMutation);
  }

  @Test
  void shouldFindOutWhenTheFenceIsNotCompared() throws Exception {
    assertFindsOut(
        BrokenRule.fenceNotCompared(),
        this::shouldRefuseTheCommitWhenTheFenceWasRaisedWhileTheTransactionWasOpen);
  }

  @Test
  void shouldFindOutWhenAnEntryIsExecutedAgain() throws Exception {
    assertFindsOut(
        BrokenRule.executedAgain(),
        this::shouldRefuseTheCommitWhenTheGroupDoesNotFollowThePosition);
  }

  /** A test that cannot fail would hold no rule. */
  private static void assertFindsOut(BrokenRule rule, ThrowingCallable check) throws Exception {
    try (rule) {
      assertThatThrownBy(check).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void shouldMakeAnObjectAgainWhenItWasDeletedInTheSameGroup() {
    // given
    history.request("create", value("k", "1")).commit();

    // when
    List<Response> responses =
        history
            .request("delete", key("k"))
            .request("create", value("k", "2"))
            .request("delete", key("k"))
            .request("delete", key("k"))
            .request("put", value("k", "3"))
            .request("create", value("new", "1"))
            .request("delete", key("new"))
            .request("create", value("new", "2"))
            .commit();

    // then
    assertThat(responses)
        .extracting(Response::code)
        .containsExactly("", "", "", "NOT_FOUND", "", "", "", "");
    assertThat(history.query("get", key("k")).body().text()).isEqualTo("3");
    assertThat(history.query("get", key("new")).body().text()).isEqualTo("2");
  }

  @Test
  void shouldBeAsNewWhenErased() {
    // given
    for (int i = 0; i < 1200; i++) {
      history.request("create", value("k" + i, "1"));
    }
    history.forget("c", 3).commit();
    Standing before = history.raiseFence();

    // when
    history.erase();

    // then
    Standing after = history.raiseFence();
    assertThat(after.position()).isEqualTo(EntryId.NONE);
    assertThat(after.epochs()).isEmpty();
    assertThat(after.lastTimestamp()).isZero();
    assertThat(after.epochSeen()).isEqualTo(before.epochSeen());
    assertThat(after.fence()).isEqualTo(before.fence() + 1);
    assertThat(history.client("c")).isEqualTo(new ClientStanding(0, 0));
    assertThat(history.dump("", 10)).isEmpty();
    history.nextEpoch().request("create", value("k1", "1"));
    assertThat(history.commit()).extracting(Response::code).containsExactly("", "");
  }

  @Test
  void shouldDumpObjectsInOneOrderWhenAskedPageByPage() {
    // given
    List<String> keys = List.of("b", "B", "a", "a ", "ä", "z", "\t", "\uE000", "😀", "日");
    for (String key : keys) {
      history.request("create", value(key.replace("\t", "\\t"), "\"" + keys.indexOf(key) + "\""));
    }
    history.commit();

    // when
    List<String> lines = new ArrayList<>();
    List<String> page = history.dump("", 3);
    while (!page.isEmpty()) {
      lines.addAll(page);
      String last = page.get(page.size() - 1);
      page = history.dump(last.substring(0, last.indexOf('\t')), 3);
    }

    // then
    assertThat(lines)
        .extracting(line -> line.substring(0, line.indexOf('\t')))
        .containsExactly(
            List.of("\\t", "B", "a", "a ", "b", "z", "ä", "日", "\uE000", "😀").stream()
                .map(key -> "StoredObject \"" + key + "\"")
                .toArray(String[]::new));
    assertThat(lines.get(1))
        .isEqualTo("StoredObject \"B\"\t{\"generation\":3,\"number\":null,\"text\":\"\\\"1\\\"\"}");
  }

  @Test
  void shouldReadTheLogWithinBoundsWhenEntriesAreLarge() {
    // given
    String large = "\"" + "x".repeat(400_000) + "\"";
    for (int i = 0; i < 5; i++) {
      history.request("put", value("k" + i, large));
    }
    history.commit();

    // then
    assertThat(history.readOperationLog(2, 100, 1_000_000)).hasSize(3);
    assertThat(history.readOperationLog(2, 2, 1_000_000)).hasSize(2);
    assertThat(history.readOperationLog(6, 100, 1)).hasSize(1);
    assertThat(history.readOperationLog(7, 100, 1)).isEmpty();
  }

  @Test
  void shouldDropTheOldestRowsOfTheLogAndKeepTheHistoryOfEpochs() {
    // given SSN 1 to 7, the first of two epochs among them
    for (int i = 0; i < 4; i++) {
      history.request("put", value("k", "1"));
    }
    history.nextEpoch();
    List<Entry> entries = history.request("put", value("k", "2")).group().entries();
    history.commit();
    int each = entries.get(1).payload().size();
    assertThat(history.raiseFence().log()).isEqualTo(new LogExtent(1, 5 * each, 1));

    // when
    Optional<LogExtent> left = history.recycle(3, Long.MAX_VALUE);

    // then
    LogExtent extent = new LogExtent(4, 3 * each, entries.get(3).timestamp());
    assertThat(left).contains(extent);
    assertThat(history.readOperationLog(3, 100, 1 << 20)).isEmpty();
    assertThat(history.readOperationLog(4, 100, 1 << 20)).isEqualTo(entries.subList(3, 7));
    assertThat(history.committed(3)).isEmpty();
    Standing standing = history.raiseFence();
    assertThat(standing.log()).isEqualTo(extent);
    assertThat(standing.position()).isEqualTo(new EntryId(7, 2));
    assertThat(standing.epochs()).containsExactly(new EntryId(1, 1), new EntryId(6, 2));

    // and only those that are old enough, where that is asked for
    left = history.recycle(6, entries.get(4).timestamp());
    assertThat(left).contains(new LogExtent(5, 2 * each, entries.get(4).timestamp()));
  }

  @Test
  void shouldDropNothingOfTheLogWhenTheFenceHasBeenRaisedOrNothingWouldBeLeft() {
    // given
    history.request("put", value("k", "1")).request("put", value("k", "1")).commit();

    // then
    assertThat(history.recycle(3, Long.MAX_VALUE)).isEmpty();
    history.raiseFence(History.OWNER, 1);
    assertThat(history.recycle(2, Long.MAX_VALUE)).isEmpty();
    assertThat(history.readOperationLog(1, 100, 1 << 20)).hasSize(3);
    assertThat(history.raiseFence().log().first()).isEqualTo(1);
  }

  @Test
  void shouldStoreARequestWhenItIsAsLongAsItMayBe() {
    // given
    int around = value("k", "\"\"").length();
    String longest = value("k", "\"" + "x".repeat((1 << 20) - around) + "\"");

    // when
    List<Response> responses = history.request("put", longest).commit();

    // then
    assertThat(responses.get(1)).isEqualTo(Response.result(Payload.of("null")));
    assertThat(history.readOperationLog(2, 1, 1).get(0).payload().size()).isEqualTo(1 << 20);
  }

  @Test
  void shouldSayThePositionWhenTheDatabaseIsSynced() {
    history.request("create", value("k", "1")).commit();
    assertThat(history.sync()).isEqualTo(new EntryId(2, 1));
  }

  @Test
  @DisabledIfSystemProperty(named = "understudy.test.database", matches = "postgresql")
  void shouldHaveThePositionOnTheDiskWhenTheDatabaseIsSynced() throws Exception {
    history.request("create", value("k", "1")).commit();

    try (SyncedFile file = new SyncedFile()) {
      assertThat(history.sync().ssn()).isEqualTo(2);

      assertThat(file.read("SELECT POSITION_SSN FROM UND_INSTANCE")).containsExactly("2");
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "understudy.test.database", matches = "postgresql")
  void shouldHaveTheFenceOnTheDiskWhenItIsRaised() throws Exception {
    try (SyncedFile file = new SyncedFile()) {
      long fence = history.raiseFence().fence();

      assertThat(file.read("SELECT FENCE FROM UND_INSTANCE")).containsExactly("" + fence);
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "understudy.test.database", matches = "postgresql")
  void shouldFindOutWhenARaisedFenceIsNotSynced() throws Exception {
    assertFindsOut(BrokenRule.fenceNotSynced(), this::shouldHaveTheFenceOnTheDiskWhenItIsRaised);
  }

  /** Of a part of a copy nothing may count, and of what was there before neither (section 6). */
  @Test
  @DisabledIfSystemProperty(named = "understudy.test.database", matches = "postgresql")
  void shouldHaveTheMarkOnTheDiskAsLongAsNotAllOfTheCopyIsThere() throws Exception {
    String stands =
        "SELECT 'copy ' || COPY_ID || ', objects ' || (SELECT COUNT(*) FROM STORED_OBJECT)"
            + " FROM UND_INSTANCE";
    history.request("create", value("k", "1")).request("create", value("l", "1")).commit();
    List<CopyPage> pages = history.copy(() -> {});

    try (SyncedFile file = new SyncedFile()) {
      history.beginCopy(7);
      assertThat(file.read(stands)).containsExactly("copy 7, objects 0");

      pages.forEach(page -> history.loadCopy(7, page));
      history.endCopy(7);
      assertThat(file.read(stands)).containsExactly("copy 7, objects 2", "copy 0, objects 2");

      history.erase();
      assertThat(file.read(stands)).containsExactly("copy 0, objects 0");
    }
  }

  private static final String REFUSED_OBJECT = "This thread executes no mutation (R11).";
  private static final String REFUSED_BULK = "Data objects change only inside a mutation (R11).";

  @Test
  void shouldLoadWhatTheSnapshotHeldWhenEntriesAreCommittedDuringTheCopy() {
    // given more than a page, and all that a copy takes along
    history.request("create", value("number", "41")).request("create", value("gone", "1"));
    history.request("create", value("ä😀\\t\\u0001\\uffff", "{\"text\":\"ä😀\",\"none\":null}"));
    for (int i = 0; i < 100; i++) {
      history.request("create", value("k" + i, "\"" + "x".repeat(200) + "\""));
    }
    history.request("add", add("number", 1)).request("delete", key("gone")).commit();
    history.nextEpoch().request("d", 8, "create", value("d", "1")).forget("e", 9).commit();
    List<String> objects = history.dump("", 1000);
    StoredResponse first = history.lookUp("c", 1L).get(1L);
    Standing stood = history.raiseFence();

    // when
    List<CopyPage> pages =
        history.copy(
            () ->
                CompletableFuture.runAsync(
                        () -> {
                          history.request("add", add("number", 1));
                          history.request("create", value("later", "1")).commit();
                        })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join());
    history.beginCopy(7);
    assertThat(history.dump("", 10)).isEmpty();
    for (CopyPage page : pages) {
      history.loadCopy(7, page);
      history.loadCopy(7, page);
    }
    Standing half = history.raiseFence();
    history.endCopy(7);

    // then
    assertThat(pages).hasSizeGreaterThan(4);
    assertBounded(pages);
    assertThat(pages).allMatch(page -> page.head().position().equals(stood.position()));
    assertThat(half.copying()).isEqualTo(new CopyMark(7, CopyPlace.END));
    Standing stands = history.raiseFence();
    assertThat(stands.copying()).isNull();
    assertThat(stands.position()).isEqualTo(stood.position());
    assertThat(stands.epochs()).isEqualTo(stood.epochs()).hasSize(2);
    assertThat(stands.lastTimestamp()).isEqualTo(stood.lastTimestamp());
    assertThat(history.dump("", 1000)).isEqualTo(objects);
    assertThat(history.lookUp("c", 1L).get(1L)).isEqualTo(first);
    assertThat(history.client("d")).isEqualTo(new ClientStanding(8, 0));
    assertThat(history.client("e")).isEqualTo(new ClientStanding(9, 9));

    // and goes on from there
    history.request("add", add("number", 1));
    assertThat(history.commit().get(0).body().text()).isEqualTo("43");
  }

  /** A page is full with the record that makes it so; most of them are. */
  private static void assertBounded(List<CopyPage> pages) {
    long heaviest =
        pages.stream()
            .flatMap(page -> page.records().stream())
            .mapToLong(CopyRecord::weight)
            .max()
            .orElseThrow();
    assertThat(pages)
        .extracting(CopyPage::weight)
        .allMatch(weight -> weight < PageCollector.MAX_BYTES + heaviest)
        .anyMatch(weight -> weight >= PageCollector.MAX_BYTES);
  }

  @Test
  void shouldHoldTheSameAsTheSourceWhenItIsLoadedFromAFuzzyCopy() {
    // given objects, some of which will have been read when they change, and some not
    int keys = 60;
    for (int i = 0; i < keys; i++) {
      history.request("create", value(name(i), Integer.toString(i)));
      history.request("create", value("x" + name(i), "\"" + "x".repeat(150) + "\""));
    }
    history.commit();
    Random random = new Random(7);
    List<Response> told = new ArrayList<>();
    long begun = history.raiseFence().position().ssn();

    // when all kinds of things happen to them after each page, and after the last object too
    List<String> objects = new ArrayList<>();
    AtomicReference<Standing> stood = new AtomicReference<>();
    List<CopyPage> pages =
        history.copyFuzzily(
            page -> {
              for (int i = 0; i < 12; i++) {
                change(name(random.nextInt(keys)), random);
              }
              if (stood.get() != null) {
                beside(history::commit);
                return;
              }
              told.addAll(beside(history::commit));
              if (page.next().text().contains("epochs")) {
                objects.addAll(beside(() -> history.dump("", 1000)));
                stood.set(beside(history::raiseFence));
              }
            });
    CopyPage last = pages.get(pages.size() - 1);

    // then it stands where the last object had been read
    assertThat(pages).hasSizeGreaterThan(10);
    assertBounded(pages);
    assertThat(last.head().position()).isEqualTo(stood.get().position());
    assertThat(last.head().position().ssn()).isGreaterThan(begun);
    assertThat(told).extracting(Response::isError).contains(true, false);

    // and whoever loads it holds the same, with the responses that were given
    history.beginCopy(7);
    pages.forEach(page -> history.loadCopy(7, page));
    history.endCopy(7);
    assertThat(history.dump("", 1000)).isEqualTo(objects);
    Standing stands = history.raiseFence();
    assertThat(stands.position()).isEqualTo(stood.get().position());
    assertThat(stands.digest()).isEqualTo(stood.get().digest());
    assertThat(stands.epochs()).isEqualTo(stood.get().epochs());
    for (int i = 0; i < told.size(); i++) {
      long number = 2L * keys + 1 + i;
      assertThat(history.lookUp("c", number).get(number).response()).isEqualTo(told.get(i));
    }
  }

  /** A deleted object leaves no generation: the first key has been read by then, the last not. */
  @Test
  void shouldHoldWhatIsUpdatedDeletedAndCreatedAgainDuringAFuzzyCopy() {
    // given
    int keys = 60;
    for (int i = 0; i < keys; i++) {
      history.request("create", value(name(i), "\"" + "x".repeat(150) + "\""));
    }
    history.commit();
    List<Response> told = new ArrayList<>();

    // when
    List<CopyPage> pages =
        history.copyFuzzily(
            page -> {
              for (String key :
                  told.isEmpty() ? List.of(name(0), name(keys - 1)) : List.<String>of()) {
                history.request("put", value(key, "1"));
                told.addAll(beside(history::commit));
                history.request("delete", key(key));
                told.addAll(beside(history::commit));
                history.request("create", value(key, "2"));
                told.addAll(beside(history::commit));
                history.request("add", add(key, 1));
                told.addAll(beside(history::commit));
              }
            });
    List<String> objects = history.dump("", 1000);

    // then
    assertThat(pages).hasSizeGreaterThan(3);
    assertThat(told).hasSize(8).noneMatch(Response::isError);
    assertThat(told.get(7).body().text()).isEqualTo("3");
    history.beginCopy(7);
    pages.forEach(page -> history.loadCopy(7, page));
    history.endCopy(7);
    assertThat(history.dump("", 1000)).isEqualTo(objects);
    history.request("add", add(name(0), 1));
    history.request("add", add(name(keys - 1), 1));
    assertThat(history.commit()).extracting(each -> each.body().text()).containsExactly("4", "4");
  }

  @Test
  void shouldFindOutWhenNothingOfAFuzzyCopyIsFiltered() throws Exception {
    assertFindsOut(
        BrokenRule.nothingFiltered(),
        this::shouldHoldTheSameAsTheSourceWhenItIsLoadedFromAFuzzyCopy);
  }

  @Test
  void shouldFindOutWhenAllOfAFuzzyCopyIsFiltered() throws Exception {
    assertFindsOut(
        BrokenRule.allFiltered(), this::shouldHoldTheSameAsTheSourceWhenItIsLoadedFromAFuzzyCopy);
  }

  @Test
  void shouldReadNoObjectOfAFuzzyCopyWhenItsEndIsSettled() {
    history.request("create", value("k", "1")).commit();

    assertThatThrownBy(history::copyFuzzilyTwice)
        .rootCause()
        .hasMessageContaining("objects as they are now are newer");
  }

  /** On another thread, in transactions of its own: the source goes on while it is copied. */
  private static <T> T beside(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void change(String key, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> history.request("create", value(key, Integer.toString(random.nextInt(100))));
      case 1 -> history.request("delete", key(key));
      case 2 -> history.request("put", value(key, Integer.toString(random.nextInt(100))));
      case 3 ->
          history.request(
              "compareAndSet",
              "{\"key\":\"%s\",\"expected\":%d,\"value\":5}".formatted(key, random.nextInt(3)));
      default -> history.request("add", add(key, 1 + random.nextInt(3)));
    }
  }

  private static String name(int number) {
    return "k%02d".formatted(number);
  }

  @Test
  void shouldTakeNothingForItselfWhenItIsHalfACopy() {
    // given
    history.request("create", value("k", "1")).commit();
    List<CopyPage> pages = history.copy(() -> {});
    history.beginCopy(7);
    history.loadCopy(7, pages.get(0));

    // when
    Standing half = history.raiseFence();
    history.nextEpoch();
    Delivery delivery = history.deliver();

    // then nothing is committed, what is loaded stays, and no other copy's page is taken
    assertThat(delivery.committed()).isFalse();
    assertThat(half.copying()).isEqualTo(new CopyMark(7, pages.get(0).next()));
    history.loadCopy(8, pages.get(1));
    history.endCopy(7);
    assertThat(history.raiseFence().copying()).isEqualTo(half.copying());
    assertThatThrownBy(() -> history.loadCopy(7, pages.get(pages.size() - 1)))
        .rootCause()
        .hasMessageContaining("belongs");
    history.erase();
    assertThat(history.raiseFence().copying()).isNull();
  }

  private static String key(String key) {
    return "{\"key\":\"" + key + "\"}";
  }

  private static String value(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":" + value + "}";
  }

  private static String add(String key, long delta) {
    return "{\"key\":\"" + key + "\",\"delta\":" + delta + "}";
  }

  private static String transfer(String from, String to, long amount) {
    return "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":%d}".formatted(from, to, amount);
  }
}
