package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final List<Entry> GROUP =
      List.of(
          new Entry(
              new EntryId(1, 1),
              0,
              Entry.Kind.REQUEST,
              1,
              2,
              1,
              "client",
              1,
              "put",
              Payload.EMPTY));

  @TempDir Path data;
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Mailbox events = new Mailbox(1000, 1 << 20, () -> {});
  private Database database;

  @BeforeEach
  void open() throws IOException {
    database =
        new Database(
            Configurations.of("a", data),
            new EndpointSource(endpoint, new OperatorLog("a")),
            (name, body) -> new Thread(body, name).start(),
            endpoint.registry,
            events,
            ExecutionNote.open(data.resolve("executing")),
            new OperatorLog("a"),
            failures::add);
  }

  @AfterEach
  void close() throws InterruptedException {
    database.close();
    database.awaitEnd();
    assertThat(failures).isEmpty();
  }

  /** H2 that writes its file while a transaction is under way comes back with a part of it. */
  @Test
  void shouldWriteNothingElseWhenAGroupIsUnderWay() {
    database.groups().execute(7, GROUP, Map.of());
    await().until(() -> endpoint.bodies == 1);

    database.sync();
    database.recycleOperationLog(7, 1, 0);

    await().during(100, TimeUnit.MILLISECONDS).until(endpoint.writers::isEmpty);
    database.groups().release(1);
    await().until(() -> endpoint.writers.size() == 2);
    assertThat(endpoint.writers).containsOnly("understudy-executor");
    assertThat(endpoint.committed).containsExactly(1L);
  }

  @Test
  void shouldGoOnWithGroupsWhenTheDiskIsWaitedFor() {
    endpoint.diskIsAway = true;
    database.sync();
    await().until(() -> endpoint.syncs > 0);

    database.groups().execute(7, GROUP, Map.of());
    database.groups().release(1);

    await().until(() -> !endpoint.committed.isEmpty());
    assertThat(endpoint.synced).isZero();
    endpoint.diskIsAway = false;
    await().until(() -> endpoint.synced == 1);
  }

  /** The log is trimmed behind what the core is told: nothing else has it then (R9). */
  @Test
  void shouldTellTheCoreOfASyncOnlyWhenTheDiskHasIt() throws IOException {
    try (ToldInstance core = new ToldInstance(events)) {
      endpoint.diskIsAway = true;
      database.sync();
      await().until(() -> endpoint.syncs > 1);
      assertThat(core.synced()).isEmpty();

      endpoint.diskIsAway = false;

      await().until(() -> !core.synced().isEmpty());
      assertThat(endpoint.synced).isEqualTo(1);
      assertThat(core.synced()).containsExactly(EntryId.NONE);
    }
  }

  /** What is committed during a sync may have come too late for it. */
  @Test
  void shouldTellThePositionOfBeforeTheSyncWhenAGroupIsCommittedMeanwhile() throws IOException {
    try (ToldInstance core = new ToldInstance(events)) {
      endpoint.diskIsAway = true;
      database.sync();
      await().until(() -> endpoint.syncs > 0);
      database.groups().execute(7, GROUP, Map.of());
      database.groups().release(1);
      await().until(() -> !endpoint.committed.isEmpty());

      endpoint.diskIsAway = false;

      await().until(() -> !core.synced().isEmpty());
      assertThat(core.synced()).containsExactly(EntryId.NONE);
      database.sync();
      await().until(() -> core.synced().size() == 2);
      assertThat(core.synced()).containsExactly(EntryId.NONE, GROUP.get(0).id());
    }
  }

  @Test
  void shouldLookClientsUpWhenTheDiskIsWaitedFor() {
    endpoint.diskIsAway = true;
    database.sync();
    await().until(() -> endpoint.syncs > 0);

    database.lookUpClient(new Connection("client", 1, 1));

    await().until(() -> !events.isEmpty());
    assertThat(endpoint.lookedUp).containsExactly(List.of("client"));
    assertThat(endpoint.synced).isZero();
    endpoint.diskIsAway = false;
  }

  /** After a failover all clients come at once. */
  @Test
  void shouldLookUpAllClientsThatWaitInOneTransaction() {
    endpoint.hanging = new CountDownLatch(1);
    database.lookUpClient(new Connection("first", 1, 1));
    await().until(() -> endpoint.lookedUp.size() == 1);
    List<String> ids = IntStream.range(0, 100).mapToObj(i -> "client-" + i).toList();
    ids.forEach(id -> database.lookUpClient(new Connection(id, 1, 1)));

    endpoint.hanging.countDown();

    await().until(() -> endpoint.lookedUp.size() == 3);
    assertThat(endpoint.lookedUp)
        .containsExactly(List.of("first"), ids.subList(0, 64), ids.subList(64, 100));
  }

  @Test
  void shouldRecycleOnceWhenItIsToldToAgainBeforeItCould() {
    database.groups().execute(7, GROUP, Map.of());

    for (int i = 0; i < 1000; i++) {
      database.recycleOperationLog(7, 1, 0);
    }
    database.groups().release(1);

    await().until(() -> endpoint.writers.size() == 1);
    database.recycleOperationLog(7, 1, 0);
    await().until(() -> endpoint.writers.size() == 2);
  }
}
