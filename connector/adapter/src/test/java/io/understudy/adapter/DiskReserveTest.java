package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("reserve");
  }

  @Test
  void shouldKeepRoomUntilItIsUsed() throws IOException {
    DiskReserve reserve = DiskReserve.keep(directory);
    assertThat(file()).hasSize(MEBIBYTE);

    reserve.use();
    reserve.use();

    assertThat(directory).isEmptyDirectory();
  }

  /** A server that was killed on a full disk may have left less than it needs. */
  @Test
  void shouldMakeItAnewWhenItIsNotWhole() throws IOException {
    Files.write(file(), new byte[1]);

    DiskReserve.keep(directory);

    assertThat(file()).hasSize(MEBIBYTE);
  }

  @Test
  void shouldNameTheDiskWhenThereIsNoRoom() throws IOException {
    Path gone = directory.resolve("gone");

    assertThatThrownBy(() -> DiskReserve.keep(gone))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(gone.toString());
  }
}
