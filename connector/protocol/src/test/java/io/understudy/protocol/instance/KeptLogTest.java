package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** b, which was a backup of a, comes back and is no member any more: it has its log still. */
class KeptLogTest {
  private static final Sender PRIMARY = from(A, 1, 1);
  private static final EntryId POSITION = new EntryId(5, 1);

  private final Recorded actions = new Recorded();
  private final Instance instance =
      new Instance("b", Settings.DEFAULT, Map.of(), () -> 77, actions.actions());

  @BeforeEach
  void comeBack() {
    instance.start(at(0));
    stand(1);
    instance.onLogged(new Mark(B.logId(), POSITION), 1, at(0));
    instance.onLogged(actions.arguments("appendToLog", 0, Restart.class).get(0), 2, at(0));
    instance.onRecord(Given.record(), 1, at(0));
    stand(2);
    assertThat(instance.role()).isEqualTo(Role.JOINING);
    actions.clear();
  }

  private void stand(long fence) {
    instance.onStanding(
        fence, POSITION, List.of(new EntryId(1, 1)), 0, HistoryDigest.none(1), 1, 1, at(0));
  }

  static List<PeerMessage> words() {
    return List.of(new Heartbeat(PRIMARY, 1, 5, 5), new Rebuild(PRIMARY, POSITION));
  }

  @ParameterizedTest
  @MethodSource("words")
  void shouldDropItsLogBeforeAnythingElseWhenThePrimaryIsHeard(PeerMessage word) {
    instance.onMessage(word, at(1));

    Mark mark = new Mark(77, POSITION);
    assertThat(actions.calls("appendToLog")).containsExactly(List.of(mark));
    assertThat(actions.calls("eraseDatabase")).isEmpty();
    instance.onLogged(mark, 3, at(2));
    assertThat(instance.self()).isEqualTo(new Member("b", 77));
  }

  @Test
  void shouldKeepItsLogWhenOnlyAReplacedPrimaryIsHeard() {
    instance.onMessage(new Heartbeat(from(A, 1, 0), 1, 5, 5), at(1));

    assertThat(actions.calls("appendToLog")).isEmpty();
    assertThat(instance.self()).isEqualTo(B);
  }
}
