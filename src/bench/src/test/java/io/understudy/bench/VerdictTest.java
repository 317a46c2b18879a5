package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.bench.MemoryStore.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import site.ycsb.StringByteIterator;

/** That the demo would notice. */
class VerdictTest {
  private static final int RECORDS = 50;

  private final MemoryStore store = new MemoryStore();
  private final Traffic traffic = new Traffic();
  private final StoreClient client = new StoreClient(store, traffic);
  private final Told told = new Told();
  private final Bank bank = new Bank(10, 1);

  private Verdict verdict(String faultyOperation, Fault fault) throws Exception {
    bank.open(client);
    new CoreLoad(CoreLoad.Mix.A, RECORDS).insert(new UnderstudyDb(client, told), RECORDS);
    store.failNext(faultyOperation, fault);
    long until = bank.done() + 100;
    bank.run(List.of(client), 7, () -> bank.done() < until).get(0).join();
    UnderstudyDb db = new UnderstudyDb(client, told);
    String key = told.keys().get(0).replace("usertable:", "");
    db.update("usertable", key, Map.of("field0", new StringByteIterator("new")));
    return Verdict.of(client, told, bank, traffic, 0);
  }

  @Test
  void shouldHoldWhenTheStoreDoesRight() throws Exception {
    Verdict verdict = verdict("", Fault.NONE);

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.objects()).isEqualTo(RECORDS + 10 + 1);
    assertThat(verdict.sumAfter()).isEqualTo(10 * Bank.OPENING_BALANCE);
  }

  @Test
  void shouldNoticeAnUpdateThatWasLost() throws Exception {
    Verdict verdict = verdict("put", Fault.LOSE);

    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.different()).isEqualTo(1);
  }

  @Test
  void shouldNoticeARequestThatWasExecutedTwice() throws Exception {
    Verdict verdict = verdict("add", Fault.DOUBLE);

    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.twice()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
  }

  @Test
  void shouldNoticeARequestThatWasLost() throws Exception {
    Verdict verdict = verdict("add", Fault.LOSE);

    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.twice()).isZero();
  }

  @Test
  void shouldNoticeATransferThatWasLost() throws Exception {
    assertThat(verdict("transfer", Fault.LOSE).different()).isEqualTo(2);
  }

  @Test
  void shouldNoticeARequestWithoutAnAnswer() throws Exception {
    Traffic.Stream other = traffic.new Stream();
    other.submitted();

    Verdict verdict = verdict("", Fault.NONE);

    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void shouldNoticeAnObjectThatIsGone() throws Exception {
    ObjectNode value = Json.object().put("a", 1);
    told.wrote("usertable:gone", value, client.put("other", value).join());

    Verdict verdict = verdict("", Fault.NONE);

    assertThat(verdict.different()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
  }
}
