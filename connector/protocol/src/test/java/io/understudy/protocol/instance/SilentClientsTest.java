package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.ClientNumber;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilentClientsTest {
  private static final long RETENTION = 1000L * Settings.DEFAULT.retentionSeconds();
  private static final ClientNumber LAST = new ClientNumber("gone", 7);
  private static final long PAGE_PAUSE = 250;

  private final Recorded actions = new Recorded();
  private final SilentClients silent = new SilentClients(Settings.DEFAULT, actions.actions());

  @BeforeEach
  void begin() {
    silent.begin(at(0));
  }

  /** Lets time go by, with a tick in each part of it. */
  private void tickUntil(long millis) {
    for (int part = 1; part <= 8 && part * RETENTION / 4 <= millis; part++) {
      silent.onTick(true, at(part * RETENTION / 4));
    }
    silent.onTick(true, at(millis));
  }

  private List<ClientNumber> asked() {
    return actions.arguments("readMessageTable", 0, ClientNumber.class);
  }

  @Test
  void shouldReadNothingWhenNobodyCanHaveBeenSilentForLongEnough() {
    tickUntil(RETENTION - 1);

    assertThat(asked()).isEmpty();
  }

  @Test
  void shouldForgetClientWhenItWasSilentForTheRetentionTime() {
    tickUntil(RETENTION);

    assertThat(asked()).containsExactly(ClientNumber.NONE);
    assertThat(silent.onRows(ClientNumber.NONE, List.of(LAST))).containsExactly(LAST);
  }

  @Test
  void shouldKeepClientWhenItWasHeardInAnyPartOfTheRetentionTime() {
    for (int part = 0; part <= 4; part++) {
      silent.begin(at(0));
      for (int tick = 1; tick <= 4; tick++) {
        if (tick == part + 1) {
          silent.onHeard("gone");
        }
        silent.onTick(true, at(tick * RETENTION / 4));
      }
      if (part == 4) {
        silent.onHeard("gone");
      }

      assertThat(silent.onRows(ClientNumber.NONE, List.of(LAST))).as("part " + part).isEmpty();
    }
  }

  @Test
  void shouldCountAnewWhenItBeginsAgain() {
    tickUntil(RETENTION - 1);
    silent.begin(at(RETENTION - 1));

    silent.onTick(true, at(RETENTION));

    assertThat(asked()).isEmpty();
  }

  @Test
  void shouldReadPageAfterPageWithPausesUntilTheTableEnds() {
    tickUntil(RETENTION);
    silent.onRows(ClientNumber.NONE, List.of(LAST));

    silent.onTick(true, at(RETENTION + PAGE_PAUSE - 1));
    assertThat(asked()).hasSize(1);
    silent.onTick(true, at(RETENTION + PAGE_PAUSE));
    assertThat(asked()).containsExactly(ClientNumber.NONE, LAST);
    silent.onRows(LAST, List.of());
    silent.onTick(true, at(RETENTION + 10 * PAGE_PAUSE));
    assertThat(asked()).as("the table has ended").hasSize(2);
    silent.onTick(true, at(RETENTION + RETENTION / 4));
    assertThat(asked()).as("in the next part it begins again").hasSize(3);
  }

  @Test
  void shouldPassOverTheOtherRowsOfClientThatWasHeard() {
    silent.onTick(true, at(RETENTION / 4));
    silent.onTick(true, at(RETENTION / 2));
    silent.onTick(true, at(3 * RETENTION / 4));
    silent.onHeard("here");
    silent.onTick(true, at(RETENTION));
    ClientNumber here = new ClientNumber("here", 256);

    assertThat(silent.onRows(ClientNumber.NONE, List.of(here))).isEmpty();
    silent.onTick(true, at(RETENTION + PAGE_PAUSE));

    assertThat(asked()).last().isEqualTo(new ClientNumber("here", Long.MAX_VALUE));
  }

  @Test
  void shouldGiveNothingWhenNoEntryCanBeGivenNow() {
    tickUntil(RETENTION - 1);

    silent.onTick(false, at(RETENTION));

    assertThat(asked()).isEmpty();
  }

  @Test
  void shouldAskAgainWhenPageHasNotComeForLong() {
    tickUntil(RETENTION);

    silent.onTick(true, at(RETENTION + 29_999));
    assertThat(asked()).hasSize(1);
    silent.onTick(true, at(RETENTION + 30_000));

    assertThat(asked()).containsExactly(ClientNumber.NONE, ClientNumber.NONE);
  }

  @Test
  void shouldTakeNoClientForSilentThatWasHeardAmongVeryMany() {
    HeardClients heard = new HeardClients();
    int falselyHeld = 0;
    for (int i = 0; i < 10_000; i++) {
      heard.add("client-" + i);
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(heard.mayHold("client-" + i)).isTrue();
      falselyHeld += heard.mayHold("other-" + i) ? 1 : 0;
    }

    assertThat(falselyHeld).isLessThan(100);
  }
}
