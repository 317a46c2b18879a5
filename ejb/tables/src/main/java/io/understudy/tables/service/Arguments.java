package io.understudy.tables.service;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.understudy.protocol.Payload;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of an operation: members of a JSON object, by the names of its parameters. */
final class Arguments {

  private record Slot(int index, String name, ObjectReader reader, boolean json) {}

  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private Arguments() {}

  static Arguments of(Method method) {
    Arguments arguments = new Arguments();
    for (Parameter parameter : method.getParameters()) {
      if (!parameter.isNamePresent()) {
        throw new DeploymentException(
            "The parameters of " + method + " have no names: compile it with -parameters.");
      }
      ObjectReader reader =
          Json.STRICT.readerFor(Json.STRICT.constructType(parameter.getParameterizedType()));
      arguments.slots.put(
          parameter.getName(),
          new Slot(
              arguments.slots.size(),
              parameter.getName(),
              reader,
              parameter.getType() == JsonNode.class));
    }
    return arguments;
  }

  /**
   * @return a value for each parameter, in order
   * @throws BadRequestException naming what is wrong
   */
  Object[] read(Payload payload) throws BadRequestException {
    Object[] values = new Object[slots.size()];
    String text = decoded(payload);
    try (JsonParser parser = Json.STRICT.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadRequestException(ErrorCode.BAD_JSON, "The payload must be a JSON object.");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        Slot slot = slots.get(parser.currentName());
        if (slot == null) {
          throw new BadRequestException(
              ErrorCode.BAD_ARGUMENT,
              "There is no argument %s; there are %s."
                  .formatted(Quoted.of(parser.currentName()), slots.keySet()));
        }
        parser.nextToken();
        values[slot.index()] = value(slot, parser);
      }
      if (parser.nextToken() != null) {
        throw new BadRequestException(
            ErrorCode.BAD_JSON, "Something follows the JSON object of the payload.");
      }
      refuseUnstorable(text);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed.", e);
    }
    refuseMissing(values);
    return values;
  }

  private static Object value(Slot slot, JsonParser parser)
      throws IOException, BadRequestException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && !slot.json()) {
      throw new BadRequestException(
          ErrorCode.BAD_ARGUMENT, "The argument " + slot.name() + " must not be null.");
    }
    try {
      Object value = slot.reader().readValue(parser);
      if (value instanceof Double number && !Double.isFinite(number)
          || value instanceof Float part && !Float.isFinite(part)) {
        throw new BadRequestException(
            ErrorCode.BAD_ARGUMENT, "The argument " + slot.name() + " is out of range.");
      }
      return value;
    } catch (JsonParseException | StreamConstraintsException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          ErrorCode.BAD_ARGUMENT,
          "The argument " + slot.name() + " is not right: " + e.getOriginalMessage());
    } catch (NumberFormatException e) {
      // Jackson lets the JDK's own refusal of an exponent pass.
      throw new BadRequestException(
          ErrorCode.BAD_ARGUMENT, "The argument " + slot.name() + " is out of range.");
    }
  }

  private void refuseMissing(Object[] values) throws BadRequestException {
    List<String> missing = new ArrayList<>();
    slots.forEach(
        (name, slot) -> {
          if (values[slot.index()] == null) {
            missing.add(name);
          }
        });
    if (!missing.isEmpty()) {
      throw new BadRequestException(
          ErrorCode.BAD_ARGUMENT, "Arguments are missing: " + String.join(", ", missing) + ".");
    }
  }

  /** Decoded by the JDK, which takes no invalid UTF-8, where a parser may let some pass. */
  private static String decoded(Payload payload) throws BadRequestException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(payload.bytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException(ErrorCode.BAD_JSON, "The payload is not UTF-8.");
    }
  }

  /**
   * Half of a surrogate pair is no Unicode, and NUL no text for PostgreSQL: databases differ in
   * what they make of them. NUL stays in what a service takes as JSON, and will keep as JSON.
   */
  private void refuseUnstorable(String text) throws IOException, BadRequestException {
    if (!text.contains("\\u")) {
      return; // only an escape can bring one in
    }
    try (JsonParser parser = Json.STRICT.createParser(text)) {
      Slot slot = null;
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        String read = parser.getText();
        if (depth == 1 && token == JsonToken.FIELD_NAME) {
          slot = slots.get(read);
        }
        if (hasHalfCharacter(read)) {
          throw new BadRequestException(
              ErrorCode.BAD_JSON, "The payload has half of a surrogate pair.");
        }
        if (read.indexOf('\0') >= 0 && !slot.json()) {
          throw new BadRequestException(
              ErrorCode.BAD_ARGUMENT,
              "The argument " + slot.name() + " holds the character NUL, which is no text.");
        }
      }
    }
  }

  private static boolean hasHalfCharacter(String text) {
    return text.codePoints()
        .anyMatch(each -> Character.isBmpCodePoint(each) && Character.isSurrogate((char) each));
  }

  private static BadRequestException malformed(JsonProcessingException e) {
    return new BadRequestException(
        ErrorCode.BAD_JSON, "The payload is not JSON: " + e.getOriginalMessage());
  }
}
