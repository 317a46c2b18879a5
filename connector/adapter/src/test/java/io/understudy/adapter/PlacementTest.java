package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  private static final Path OTHER_DISK = Path.of("/proc");

  @TempDir private Path directory;

  @Test
  void shouldBeTheSameForDirectoriesOfOneDisk() throws IOException {
    Placement placement = Placement.of(directory);

    assertThat(placement).isEqualTo(Placement.of(Files.createDirectory(directory.resolve("b"))));
    assertThat(placement.host()).isNotBlank();
    assertThat(placement.disk()).isNotBlank();
  }

  @Test
  void shouldTellDisksOfOneHostApart() {
    assumeThat(OTHER_DISK).exists();

    Placement other = Placement.of(OTHER_DISK);

    assertThat(other.host()).isEqualTo(Placement.of(directory).host());
    assertThat(other.disk()).isNotBlank().isNotEqualTo(Placement.of(directory).disk());
  }

  /** Who does not say where its data is, is not said to share it. */
  @Test
  void shouldNotSayWhichDiskWhenItCannotBeSeen() {
    assertThat(Placement.of(directory.resolve("gone")).disk()).isEmpty();
  }
}
