package io.understudy.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.api.OperationException;
import java.nio.charset.StandardCharsets;

/** JSON values as the text that is stored: no digit of a number is lost. */
final class JsonText {
  /** Bytes of UTF-8 of the longest value. */
  static final int MAX_BYTES = 1 << 20;

  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonText() {}

  static String of(JsonNode value) {
    String text = value.toString();
    if (text.length() > MAX_BYTES / 3 && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new OperationException(
          StoreError.TOO_LARGE, "A value has at most " + MAX_BYTES + " bytes.");
    }
    return text;
  }

  static JsonNode parse(String text) {
    try {
      return EXACT.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What is stored is no JSON.", e);
    }
  }
}
