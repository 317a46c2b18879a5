package io.understudy.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Seeded schedules of lost messages, broken connections, silence and failovers. */
class ClientScheduleTest {
  private static final int REQUESTS = 40;

  @Test
  void shouldExecuteAndAnswerEachRequestOnceWhateverFails() {
    for (long seed = 1; seed <= 1000; seed++) {
      new Schedule(seed).run();
    }
  }

  private static final class Schedule {
    private final long seed;
    private final Random chance;
    private final FaultyService service = new FaultyService();
    private final ClientSession session;
    private final List<String> answered = new ArrayList<>();
    private long now = 1;
    private int submitted;

    Schedule(long seed) {
      this.seed = seed;
      this.chance = new Random(seed);
      ClientSettings settings = new ClientSettings(8, 1000, 3, 100, 500, 20);
      session = new ClientSession("client", seed, List.of("host:0", "host:1"), settings, service);
      service.serve(session);
    }

    void run() {
      session.start(now);
      for (int i = 0; i < 400; i++) {
        step(chance.nextInt(14));
      }
      // From here on all is well, and everything must come to its end.
      for (int i = 0; i < 20_000 && answered.size() < REQUESTS; i++) {
        step(chance.nextInt(8));
      }
      List<String> all = IntStream.range(0, REQUESTS).mapToObj(String::valueOf).toList();
      assertThat(service.executed).as("executed, seed %d", seed).isEqualTo(all);
      assertThat(answered).as("answered, seed %d", seed).containsExactlyInAnyOrderElementsOf(all);
      assertThat(session.outstanding()).isZero();
    }

    private void step(int what) {
      switch (what) {
        case 0 -> submit();
        case 1 -> session.flush(now);
        case 2 -> service.accept(now);
        case 3 -> service.take();
        case 4 -> service.commit();
        case 5, 6 -> service.deliver(now);
        case 7 -> pass(10);
        case 8 -> service.lose(now);
        case 9 -> service.loseRequest();
        case 10 -> service.loseAnswers();
        case 11 -> service.failOver();
        case 12 -> pass(100);
        default -> pass(10 * chance.nextInt(100));
      }
    }

    private void pass(int millis) {
      for (int i = 0; i < millis; i += 10) {
        now += 10;
        session.onTick(now);
      }
    }

    private void submit() {
      if (submitted < REQUESTS) {
        String payload = String.valueOf(submitted);
        boolean taken =
            session.submit("put", Payload.of(payload), Long.MAX_VALUE, new Told(payload));
        submitted += taken ? 1 : 0;
      }
    }

    private final class Told implements Outcome {
      private final String payload;

      Told(String payload) {
        this.payload = payload;
      }

      @Override
      public void answered(Answer answer, long epoch) {
        assertThat(answer.response().body().text()).isEqualTo(payload);
        answered.add(payload);
      }

      @Override
      public void failed(Failure failure) {
        throw new AssertionError(failure + " with seed " + seed);
      }
    }
  }
}
