package io.understudy.tables;

import io.understudy.protocol.Payload;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Values of attributes in a form that is the same on every database: bytes, or a text. */
final class PortableValue {
  private static final Map<Class<?>, Function<String, Object>> TEXTS = new HashMap<>();

  static {
    TEXTS.put(String.class, text -> text);
    TEXTS.put(Character.class, text -> text.charAt(0));
    TEXTS.put(Boolean.class, Boolean::valueOf);
    TEXTS.put(Byte.class, Byte::valueOf);
    TEXTS.put(Short.class, Short::valueOf);
    TEXTS.put(Integer.class, Integer::valueOf);
    TEXTS.put(Long.class, Long::valueOf);
    TEXTS.put(Float.class, Float::valueOf);
    TEXTS.put(Double.class, Double::valueOf);
    TEXTS.put(BigInteger.class, BigInteger::new);
    TEXTS.put(BigDecimal.class, BigDecimal::new);
    TEXTS.put(UUID.class, UUID::fromString);
    TEXTS.put(Duration.class, Duration::parse);
    TEXTS.put(Instant.class, Instant::parse);
    TEXTS.put(LocalDate.class, LocalDate::parse);
    TEXTS.put(LocalTime.class, LocalTime::parse);
    TEXTS.put(LocalDateTime.class, LocalDateTime::parse);
    TEXTS.put(OffsetTime.class, OffsetTime::parse);
    TEXTS.put(OffsetDateTime.class, OffsetDateTime::parse);
    TEXTS.put(ZonedDateTime.class, ZonedDateTime::parse);
    TEXTS.put(java.sql.Date.class, java.sql.Date::valueOf);
    TEXTS.put(java.sql.Time.class, java.sql.Time::valueOf);
    TEXTS.put(Timestamp.class, Timestamp::valueOf);
  }

  private PortableValue() {}

  /** Whether values of the type can be carried. */
  static boolean carries(Class<?> type) {
    return type == byte[].class
        || type == Date.class
        || type.isEnum()
        || TEXTS.containsKey(wrapped(type));
  }

  static Payload of(Object value) {
    if (value instanceof byte[] bytes) {
      return Payload.of(bytes);
    }
    if (value instanceof Enum<?> constant) {
      return Payload.of(constant.name());
    }
    if (value.getClass() == Date.class) {
      return Payload.of(Long.toString(((Date) value).getTime()));
    }
    if (value instanceof String text && !isUnicode(text)) {
      throw new IllegalStateException("A text with half of a surrogate pair cannot be copied.");
    }
    return Payload.of(value.toString());
  }

  private static boolean isUnicode(String text) {
    return text.equals(Payload.of(text).text());
  }

  static Object read(Payload value, Class<?> type) {
    if (type == byte[].class) {
      return value.bytes();
    }
    String text = value.text();
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(text)) {
          return constant;
        }
      }
      throw new IllegalStateException(type.getName() + " has no constant " + text + " here.");
    }
    if (type == Date.class) {
      return new Date(Long.parseLong(text));
    }
    return TEXTS.get(wrapped(type)).apply(text);
  }

  private static Class<?> wrapped(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
