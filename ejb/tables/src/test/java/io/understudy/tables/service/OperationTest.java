package io.understudy.tables.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.api.FaultTolerantService;
import io.understudy.api.Mutation;
import io.understudy.api.OperationException;
import io.understudy.api.Query;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationTest {

  @FaultTolerantService(name = "echo", version = 3)
  public interface Echo {
    @Mutation("move")
    String move(String from, long amount, int count, boolean dry);

    @Mutation("share")
    double share(double part);

    @Mutation("names")
    int names(List<String> names);

    @Mutation("keep")
    JsonNode keep(JsonNode value);

    @Mutation("fail")
    void fail(String code);

    @Mutation("crash")
    void crash();

    @Query("long")
    String longText(int length);
  }

  private static final class EchoBean implements Echo {
    @Override
    public String move(String from, long amount, int count, boolean dry) {
      return from + amount + count + dry;
    }

    @Override
    public double share(double part) {
      return part;
    }

    @Override
    public int names(List<String> names) {
      return names.size();
    }

    @Override
    public JsonNode keep(JsonNode value) {
      return value;
    }

    @Override
    public void fail(String code) {
      if (!code.isEmpty()) {
        throw new OperationException(code, "As asked.");
      }
    }

    @Override
    public void crash() {
      throw new IllegalStateException("The machine failed.");
    }

    @Override
    public String longText(int length) {
      return "x".repeat(length);
    }
  }

  private final DeployedService echo =
      new DeployedService(ServiceModel.of(Echo.class), new EchoBean());

  @Test
  void shouldCallTheMethodWhenAllArgumentsAreThere() {
    // when
    Response response =
        mutate("move", "{\"count\": 2, \"dry\": true, \"from\": \"ä\", \"amount\": -5}");

    // then
    assertThat(response).isEqualTo(Response.result(Payload.of("\"ä-52true\"")));
  }

  @Test
  void shouldAnswerNullWhenTheMethodHasNoResult() {
    assertThat(mutate("fail", "{\"code\":\"\"}")).isEqualTo(Response.result(Payload.of("null")));
  }

  @Test
  void shouldAnswerWithTheCodeWhenTheServiceDeclaresAnError() {
    assertThat(mutate("fail", "{\"code\":\"SAD\"}")).isEqualTo(Response.error("SAD", "As asked."));
  }

  @Test
  void shouldLetItThroughWhenTheMachineFails() {
    assertThatThrownBy(() -> mutate("crash", "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The machine failed.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}}",
        "{} {}",
        "{} x",
        "[]",
        "null",
        "1",
        "\"move\"",
        "{'value':1}",
        "{\"value\":1,}",
        "{\"value\":}",
        "{\"value\"}",
        "{\"value\":01}",
        "{\"value\":NaN}",
        "{\"value\":.5}",
        "{\"value\":1}//",
        "{\"value\":1,\"value\":1}",
        "{\"value\":{\"a\":1,\"a\":2}}",
        "{\"value\":\"\u0001\"}",
        "{\"value\":\"\\ud800\"}",
        "{\"value\":{\"\\udc00x\":1}}",
        "{\"value\":\"\\x\"}",
        "{\"value\":tru}"
      })
  void shouldRefuseAPayloadWhenItIsNotOneJsonObject(String payload) {
    // when
    Response response = mutate("keep", payload);

    // then
    assertThat(response.code()).as(response.body().text()).isEqualTo(ErrorCode.BAD_JSON);
    assertThat(response.body().text()).isNotBlank();
  }

  @Test
  void shouldRefuseAPayloadWhenItIsNestedTooDeeplyOrTheDigitsAreTooMany() {
    assertThat(mutate("keep", "{\"value\":" + "[".repeat(5000) + "]".repeat(5000) + "}").code())
        .isEqualTo(ErrorCode.BAD_JSON);
    assertThat(mutate("keep", "{\"value\":" + "9".repeat(5000) + "}").code())
        .isEqualTo(ErrorCode.BAD_JSON);
    assertThat(mutate("keep", "{\"value\":1e99999999999}").isError()).isTrue();
  }

  @Test
  void shouldRefuseAPayloadWhenItIsNotUtf8() {
    // given
    byte[] latin = "{\"value\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

    // when
    Response response = echo.mutation("keep", Payload.of(latin)).run(echo.bean());

    // then
    assertThat(response).isEqualTo(Response.error("BAD_JSON", "The payload is not UTF-8."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"from\":\"a\",\"amount\":1,\"count\":1}",
        "{\"from\":\"a\",\"amount\":1,\"count\":1,\"dry\":true,\"more\":1}",
        "{\"from\":1,\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":1.5,\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":true,\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":null,\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":[\"a\"],\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":{},\"amount\":1,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":\"1\",\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":1.0,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":1e2,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":null,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":true,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":\"\",\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":9223372036854775808,\"count\":1,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":1,\"count\":2147483648,\"dry\":true}",
        "{\"from\":\"a\",\"amount\":1,\"count\":1,\"dry\":1}",
        "{\"from\":\"a\",\"amount\":1,\"count\":1,\"dry\":\"true\"}"
      })
  void shouldRefuseAnArgumentWhenItIsMissingUnknownOrOfAnotherType(String payload) {
    // when
    Response response = mutate("move", payload);

    // then
    assertThat(response.code()).as(response.body().text()).isEqualTo(ErrorCode.BAD_ARGUMENT);
  }

  @Test
  void shouldNameWhatIsWrongWhenItRefuses() {
    assertThat(mutate("move", "{\"from\":\"a\"}").body().text())
        .isEqualTo("Arguments are missing: amount, count, dry.");
    assertThat(mutate("share", "{\"part\":true}").body().text()).contains("part");
    assertThat(mutate("move", "{\"rom\":1}").body().text()).contains("\"rom\"").contains("from");
    assertThat(mutate("names", "{\"names\":[\"a\",1]}").code()).isEqualTo(ErrorCode.BAD_ARGUMENT);
    assertThat(mutate("share", "{\"part\":1e400}").code()).isEqualTo(ErrorCode.BAD_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "123456789012345678901234567890",
        "0.1000000000000000000000000000000001",
        "null",
        "{\"b\":1,\"a\":[1,2.50,\"\\u0000\uD83D\uDE00\"]}"
      })
  void shouldLoseNothingWhenAValueIsAnyJson(String value) {
    assertThat(mutate("keep", "{\"value\":" + value + "}").body().text()).isEqualTo(value);
  }

  @Test
  void shouldAnswerWithAnErrorWhenTheResultIsTooLarge() {
    assertThat(echo.query("long", Payload.of("{\"length\":1048574}")).isError()).isFalse();
    assertThat(echo.query("long", Payload.of("{\"length\":1048575}")).code())
        .isEqualTo(ErrorCode.RESULT_TOO_LARGE);
  }

  @Test
  void shouldRefuseAnOperationWhenThereIsNoneOfThatNameAndKind() {
    assertThat(mutate("nothing\n", "{}").code()).isEqualTo(ErrorCode.UNKNOWN_OPERATION);
    assertThat(mutate("nothing\n", "{}").body().text()).doesNotContain("\n").contains("move");
    assertThat(mutate("", "{}").code()).isEqualTo(ErrorCode.UNKNOWN_OPERATION);
    assertThat(mutate("long", "{\"length\":1}").body().text()).contains("is a query");
    assertThat(echo.query("crash", Payload.of("{}")).body().text()).contains("is a mutation");
  }

  @Test
  void shouldDescribeTheServiceWhenAsked() {
    assertThat(echo.description().name()).isEqualTo("echo");
    assertThat(echo.description().version()).isEqualTo(3);
    assertThat(echo.description().mutations()).hasSize(7).containsEntry("long", false);
  }

  @Test
  void shouldRefuseNulWhereItMayBecomeText() {
    assertThat(mutate("names", "{\"names\":[\"a\",\"b\\u0000\"]}").code())
        .isEqualTo("BAD_ARGUMENT");
    assertThat(mutate("fail", "{\"code\":\"\\u0000\"}").code()).isEqualTo("BAD_ARGUMENT");
    assertThat(mutate("keep", "{\"value\":{\"\\u0000\":\"\\u0000\"}}").code()).isEmpty();
  }

  private Response mutate(String operation, String payload) {
    return echo.mutation(operation, Payload.of(payload)).run(echo.bean());
  }
}
