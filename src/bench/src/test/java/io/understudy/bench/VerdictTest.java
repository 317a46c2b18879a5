package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.bench.MemoryStore.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
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
    assertThat(verdict.sumBefore()).isEqualTo(10 * Bank.OPENING_BALANCE);
    assertThat(verdict.sumAfter()).isEqualTo(10 * Bank.OPENING_BALANCE);
    assertThat(printed(verdict)).doesNotContain("WRONG");
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
  void shouldNoticeATransferThatCreditsTooMuch() throws Exception {
    Verdict verdict = verdict("transfer", Fault.CREDIT);

    assertThat(verdict.sumAfter()).isEqualTo(verdict.sumBefore() + 1);
    assertThat(verdict.different()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
    assertThat(printed(verdict))
        .containsPattern("sum of all accounts before +10,000 *\n")
        .containsPattern("sum of all accounts after +10,001 +WRONG\n");
  }

  /** It may not be what was asked for: then it is no measure of what came after. */
  @Test
  void shouldReadFromTheServiceWhatTheAccountsHeldWhenTheyHadBeenOpened() throws Exception {
    store.failNext("create", Fault.CREDIT);

    Verdict verdict = verdict("", Fault.NONE);

    assertThat(verdict.sumBefore()).isEqualTo(10 * Bank.OPENING_BALANCE + 1);
    assertThat(verdict.sumAfter()).isEqualTo(verdict.sumBefore());
    assertThat(verdict.holds()).isFalse();
  }

  /** It has changed nothing, so no object tells of it. */
  @Test
  void shouldNoticeAnUpdateThatWasRefused() throws Exception {
    Verdict verdict = verdict("put", Fault.REFUSE);

    assertThat(verdict.errors()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.different()).isZero();
    assertThat(printed(verdict)).containsPattern("answered with an error +1 +WRONG\n");
  }

  @Test
  void shouldNoticeAReadThatFindsNoRecord() throws Exception {
    new UnderstudyDb(client, told).read("usertable", "gone", null, new HashMap<>());

    Verdict verdict = verdict("", Fault.NONE);

    assertThat(verdict.errors()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
  }

  private static String printed(Verdict verdict) {
    StringWriter out = new StringWriter();
    verdict.print(new PrintWriter(out, true));
    return out.toString();
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
