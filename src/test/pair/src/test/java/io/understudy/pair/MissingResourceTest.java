package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that has not found what its application names, which comes by chance too, is started
 * once more.
 */
@Tag("long")
class MissingResourceTest {
  @TempDir private Path directory;

  @Test
  void shouldBeStartedOnceMoreAndNotAgainWhenItIsNotFound() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    try (BootServer boot =
        BootServer.openOrFound(
            ChangedStore.make(directory.resolve("home"), MissingResourceTest::nameAnother),
            directory.resolve("data"),
            Founding.single())) {

      assertThatThrownBy(() -> boot.up(Optional.empty(), said::add))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("could not deploy store")
          .hasMessageContaining("AS-DEPLOYMENT-00026");

      assertThat(said).filteredOn(line -> line.contains("is started once more")).hasSize(1);
      assertThat(boot.isRunning()).isFalse();
    }
  }

  /** Of a database that nobody defines: to Payara it is the same. */
  private static void nameAnother(FileSystem files) throws IOException {
    Path unit = files.getPath("WEB-INF/classes/META-INF/persistence.xml");
    String text = Files.readString(unit);
    assertThat(text).contains("java:app/understudy/database");
    Files.writeString(
        unit, text.replace("java:app/understudy/database", "java:app/understudy/nothing"));
  }
}
