package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Optional;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityCheckTest {
  private static Optional<String> found;

  /** Looks when {@link StartCheck} does: before EclipseLink has made all of it ready. */
  public static final class Look implements SessionCustomizer {
    @Override
    public void customize(Session session) {
      found = EntityCheck.refusal(session.getDescriptors().values());
    }
  }

  private static Optional<String> refusal(String unit) {
    found = null;
    try (EntityManagerFactory entities = Persistence.createEntityManagerFactory(unit)) {
      entities.createEntityManager().close();
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "library"})
  void shouldTakeWhatACopyCarries(String unit) {
    assertThat(refusal(unit)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "foreign, Foreign must extend io.understudy.api.DataObject",
    "inheriting, inherits from another entity",
    "versioned, Take generation() for it",
    "composite, Composite has an id of several parts",
    "keyed, Keyed has an id of several parts",
    "mapping, Mapping has the attribute counts",
    "owning, Owning has the attribute plains",
    "odd, Odd$Part has the attribute locale",
    "circular, Circular refers to itself",
    "lazy, Refused$Lazy has the attribute text",
    "derived, Refused$Derived has the attribute plain",
    "converted, Refused$Converted has the attribute words",
    "ordering, Refused$Ordering has the attribute parts",
    "dated, Refused$Dated has the attribute days",
    "strange, Strange has the attribute locale"
  })
  void shouldSayWhatACopyCannotCarry(String unit, String why) {
    assertThat(refusal(unit)).get().asString().contains(why);
  }
}
