package io.understudy.tables;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.UUID;

/**
 * Values of attributes in a form that hangs on no database: numbers without their scale, times to
 * the millisecond and in no zone, text as it is, enumerated values by name. Other types have no
 * such form, and count for nothing: a wrong alarm would cost a healthy instance.
 */
final class CanonicalValue {
  private enum Kind {
    NULL,
    TRUTH,
    NUMBER,
    TEXT,
    BYTES,
    TIME,
    UUID,
    OTHER
  }

  private CanonicalValue() {}

  static void add(Hash hash, Object value) {
    if (value == null) {
      begin(hash, Kind.NULL);
    } else if (value instanceof Boolean truth) {
      begin(hash, Kind.TRUTH).add(truth ? 1 : 0);
    } else if (value instanceof Number number) {
      addNumber(hash, number);
    } else if (value instanceof CharSequence || value instanceof Character) {
      begin(hash, Kind.TEXT).add(value.toString());
    } else if (value instanceof Enum<?> enumerated) {
      begin(hash, Kind.TEXT).add(enumerated.name());
    } else if (value instanceof char[] text) {
      begin(hash, Kind.TEXT).add(new String(text));
    } else if (value instanceof byte[] bytes) {
      begin(hash, Kind.BYTES).add(bytes);
    } else if (value instanceof UUID id) {
      begin(hash, Kind.UUID).add(id.getMostSignificantBits()).add(id.getLeastSignificantBits());
    } else {
      addTime(hash, value);
    }
  }

  private static Hash begin(Hash hash, Kind kind) {
    return hash.add(kind.ordinal());
  }

  private static void addNumber(Hash hash, Number number) {
    if (number instanceof Double || number instanceof Float) {
      // One zero for both of its signs.
      begin(hash, Kind.NUMBER).add(Double.doubleToLongBits(number.doubleValue() + 0.0));
    } else if (number instanceof BigDecimal decimal) {
      begin(hash, Kind.NUMBER).add(plain(decimal));
    } else if (number instanceof BigInteger integer) {
      begin(hash, Kind.NUMBER).add(plain(new BigDecimal(integer)));
    } else if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      begin(hash, Kind.NUMBER).add(number.longValue());
    } else {
      begin(hash, Kind.OTHER);
    }
  }

  private static String plain(BigDecimal decimal) {
    return decimal.stripTrailingZeros().toPlainString();
  }

  private static void addTime(Hash hash, Object value) {
    if (value instanceof java.sql.Date || value instanceof java.sql.Time) {
      // Both are of the zone of the machine; what they show is not.
      begin(hash, Kind.TEXT).add(value.toString());
    } else if (value instanceof Date date) {
      begin(hash, Kind.TIME).add(date.getTime());
    } else if (value instanceof Calendar calendar) {
      begin(hash, Kind.TIME).add(calendar.getTimeInMillis());
    } else if (value instanceof Instant instant) {
      begin(hash, Kind.TIME).add(instant.toEpochMilli());
    } else if (value instanceof OffsetDateTime time) {
      begin(hash, Kind.TIME).add(time.toInstant().toEpochMilli());
    } else if (value instanceof ZonedDateTime time) {
      begin(hash, Kind.TIME).add(time.toInstant().toEpochMilli());
    } else if (value instanceof LocalDateTime time) {
      begin(hash, Kind.TIME).add(time.toInstant(ZoneOffset.UTC).toEpochMilli());
    } else if (value instanceof LocalDate date) {
      begin(hash, Kind.TIME).add(date.toEpochDay());
    } else if (value instanceof LocalTime time) {
      begin(hash, Kind.TIME).add(time.toNanoOfDay() / 1_000_000);
    } else {
      begin(hash, Kind.OTHER);
    }
  }
}
