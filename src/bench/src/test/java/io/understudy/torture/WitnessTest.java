package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.bench.Json;
import io.understudy.client.Reply;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessTest {
  private final Witness witness = new Witness();
  private final List<Call> calls = new ArrayList<>();
  private long number;

  @Test
  void shouldFindNothingWhenAllIsAsItMustBe() {
    mutation(1, "create", counter("{'key':'c','value':5}"), 0, 10, "null");
    mutation(2, "add", counter("{'key':'c','delta':1}"), 11, 20, "6");
    mutation(4, "add", counter("{'key':'c','delta':1}"), 12, 25, "7");
    failed(5, "delete", counter("{'key':'x'}"), 12, 25, "NOT_FOUND");
    query("get", counter("{'key':'c'}"), 13, 24, "6");
    query("get", counter("{'key':'c'}"), 26, 27, "7");
    query("sum", Json.object(), 26, 27, "{'accounts':1,'sum':7}");

    assertThat(violations()).isEmpty();
    assertThat(witness.mutations()).isEqualTo(4);
    assertThat(witness.queries()).isEqualTo(3);
  }

  @Test
  void shouldSeeALossWhenAnAnsweredMutationHasNoEffect() {
    mutation(1, "create", counter("{'key':'c','value':0}"), 0, 10, "null");
    mutation(2, "add", counter("{'key':'c','delta':1}"), 11, 20, "1");
    mutation(3, "add", counter("{'key':'c','delta':1}"), 21, 30, "1");

    assertThat(violations()).singleElement().asString().contains("must be answered 2");
  }

  @Test
  void shouldSeeASecondEffectWhenARequestIsExecutedTwice() {
    mutation(1, "create", counter("{'key':'c','value':0}"), 0, 10, "null");
    mutation(2, "add", counter("{'key':'c','delta':1}"), 11, 20, "2");

    assertThat(violations()).singleElement().asString().contains("must be answered 1");
  }

  @Test
  void shouldRefuseTheOrderWhenItIsNotThatOfTime() {
    mutation(2, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    mutation(1, "put", counter("{'key':'r','value':2}"), 11, 20, "null");

    assertThat(violations()).anyMatch(said -> said.contains("was answered before it was sent"));
  }

  @Test
  void shouldRefuseTheOrderWhenTwoRequestsShareAPlace() {
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    mutation(1, "put", counter("{'key':'r','value':2}"), 0, 10, "null");

    assertThat(violations()).singleElement().asString().contains("not behind 1");
  }

  @Test
  void shouldRefuseTheOrderWhenItIsNotTheClientsOwn() {
    number = 7;
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 30, "null");
    number = 3;
    mutation(2, "put", counter("{'key':'r','value':2}"), 0, 30, "null");

    assertThat(violations()).singleElement().asString().contains("client's number 8");
  }

  @Test
  void shouldSeeAStaleQueryWhenTheValueWasReplacedBeforeItWasAsked() {
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    mutation(2, "put", counter("{'key':'r','value':2}"), 11, 20, "null");
    query("get", counter("{'key':'r'}"), 21, 30, "1");

    assertThat(violations()).singleElement().asString().contains("at no moment");
  }

  @Test
  void shouldSeeAStaleQueryWhenAnEarlierOneSawMore() {
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    mutation(2, "put", counter("{'key':'r','value':2}"), 11, 90, "null");
    query("get", counter("{'key':'r'}"), 20, 30, "2");
    query("get", counter("{'key':'r'}"), 31, 40, "1");

    assertThat(violations()).singleElement().asString().contains("at no moment");
  }

  @Test
  void shouldSeeAQueryOfTheFutureWhenItWasAnsweredBeforeTheMutationWasSent() {
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    query("get", counter("{'key':'r'}"), 11, 15, "2");
    mutation(2, "put", counter("{'key':'r','value':2}"), 16, 20, "null");

    assertThat(violations()).singleElement().asString().contains("at no moment");
  }

  @Test
  void shouldSeeAStaleQueryWhenTheObjectWasThereInAnEarlierPiece() {
    mutation(1, "put", counter("{'key':'r','value':1}"), 0, 10, "null");
    assertThat(violations()).isEmpty();
    calls.clear();
    mutation(2, "delete", counter("{'key':'r'}"), 11, 20, "null");
    query("get", counter("{'key':'r'}"), 21, 30, "1");
    missing("get", counter("{'key':'r'}"), 21, 30);

    assertThat(violations()).singleElement().asString().contains("= 1");
  }

  private List<String> violations() {
    witness.check(calls);
    return witness.violations();
  }

  private static ObjectNode counter(String json) {
    return (ObjectNode) Json.parse(json.replace('\'', '"'));
  }

  private void mutation(
      long ssn, String operation, ObjectNode arguments, long called, long returned, String json) {
    Response response = Response.result(Payload.of(json.replace('\'', '"')));
    add(ssn, operation, arguments, called, returned, response);
  }

  private void failed(
      long ssn, String operation, ObjectNode arguments, long called, long returned, String code) {
    add(ssn, operation, arguments, called, returned, Response.error(code, ""));
  }

  private void query(
      String operation, ObjectNode arguments, long called, long returned, String json) {
    mutation(0, operation, arguments, called, returned, json);
  }

  private void missing(String operation, ObjectNode arguments, long called, long returned) {
    failed(0, operation, arguments, called, returned, "NOT_FOUND");
  }

  private void add(
      long ssn,
      String operation,
      ObjectNode arguments,
      long called,
      long returned,
      Response response) {
    Reply reply = new Reply(++number, ssn, 1, response);
    calls.add(new Call("c", operation, arguments, called, returned, reply));
  }
}
