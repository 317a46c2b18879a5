package io.understudy.pair;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.boot.server.Installation;
import jakarta.persistence.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;

/**
 * An installation whose stored objects have, beside key and value, a time to the microsecond, a
 * decimal number and one of double precision, as the entities of a user's service may. All three
 * follow from the key.
 */
final class PreciseStore {
  static final String TIME = "STORED_AT";
  static final String DECIMAL = "AMOUNT";
  static final String DOUBLE = "RATIO";
  static final int SCALE = 10;

  private PreciseStore() {}

  /** Made in this directory. */
  static Installation make(Path home) throws IOException {
    return ChangedStore.make(
        home,
        "io.understudy.store.StoredObject",
        type ->
            type.defineField("storedAt", LocalDateTime.class, Visibility.PRIVATE)
                .annotateField(column(TIME).build())
                .defineField("amount", BigDecimal.class, Visibility.PRIVATE)
                .annotateField(
                    column(DECIMAL).define("precision", 30).define("scale", SCALE).build())
                .defineField("ratio", Double.class, Visibility.PRIVATE)
                .annotateField(column(DOUBLE).build())
                .visit(Advice.to(Assignment.class).on(named("assign"))));
  }

  private static AnnotationDescription.Builder column(String name) {
    return AnnotationDescription.Builder.ofType(Column.class).define("name", name);
  }

  /** Becomes a part of the entity's own code. */
  static final class Assignment {
    private Assignment() {}

    @Advice.OnMethodExit
    static void exit(
        @Advice.FieldValue("key") String key,
        @Advice.FieldValue(value = "storedAt", readOnly = false) LocalDateTime storedAt,
        @Advice.FieldValue(value = "amount", readOnly = false) BigDecimal amount,
        @Advice.FieldValue(value = "ratio", readOnly = false) Double ratio) {
      long number = key.hashCode();
      storedAt = LocalDateTime.of(2026, 3, 29, 2, 30).plusSeconds(number).plusNanos(123_457_000);
      amount = BigDecimal.valueOf(number * 1_000_000_007L + 1, 10);
      ratio = number / 3.0;
    }
  }
}
