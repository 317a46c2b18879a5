package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageLoadTest {
  private static final CopyPage PAGE =
      new CopyPage(
          new CopyHead(new EntryId(9, 1), 0, new HistoryDigest(9, 0, 0, 1), 0),
          CopyPlace.BEGIN,
          CopyPlace.END,
          List.of());

  private final PageLoad load = new PageLoad(7, PAGE, Set.of());
  private boolean answers = true;
  private boolean loads;

  /** Of a database that fails as it is told to. */
  private final InstanceEndpoint database =
      (InstanceEndpoint)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {InstanceEndpoint.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("committed") && answers) {
                  return Optional.empty();
                }
                if (method.getName().equals("loadCopy") && loads) {
                  return null;
                }
                throw new IllegalStateException(
                    "wrapped", new IllegalArgumentException(" no such attribute "));
              });

  private void failOften() {
    for (int i = 1; i < PageLoad.TRIES; i++) {
      assertThatThrownBy(() -> load.load(database)).hasMessage("wrapped");
    }
  }

  @Test
  void shouldRefuseAPageWhenItFailsOftenAndTheDatabaseAnswers() {
    failOften();

    assertThat(load.load(database)).contains("no such attribute");
  }

  @Test
  void shouldTryAgainWhenTheDatabaseDoesNotAnswerEither() {
    answers = false;
    failOften();
    assertThatThrownBy(() -> load.load(database)).hasMessage("wrapped");

    loads = true;

    assertThat(load.load(database)).isEmpty();
  }
}
