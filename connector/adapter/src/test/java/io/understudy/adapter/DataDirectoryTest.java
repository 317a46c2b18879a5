package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataDirectoryTest {
  @TempDir Path directory;

  @Test
  void shouldRefuseASecondInstanceWhenTheDirectoryIsInUse() throws Exception {
    InstanceConfiguration configuration = Configurations.of("a", directory.resolve("a"));
    try (DataDirectory first = DataDirectory.open(configuration)) {
      assertThat(first.log()).isEqualTo(directory.resolve("a/log"));
      assertThatThrownBy(() -> DataDirectory.open(configuration))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("in use by another running instance")
          .hasMessageContaining(directory.resolve("a").toString());
    }
  }

  @Test
  void shouldOpenAgainWhenItWasClosed() throws Exception {
    InstanceConfiguration configuration = Configurations.of("a", directory.resolve("a"));
    DataDirectory.open(configuration).close();

    DataDirectory.open(configuration).close();
  }

  @Test
  void shouldRefuseADirectoryWhenItIsAnotherInstances() throws Exception {
    DataDirectory.open(Configurations.of("a", directory)).close();

    assertThatThrownBy(() -> DataDirectory.open(Configurations.of("b", directory)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has instance a, not b");
  }

  @ParameterizedTest
  @CsvSource({"service, orders", "service.id, 00000000-0000-0000-0000-000000000001", "format, 99"})
  void shouldRefuseADirectoryWhenItIsOfAnotherServiceOrFormat(String what, String other)
      throws Exception {
    DataDirectory.open(Configurations.of("a", directory)).close();
    Path file = directory.resolve("instance.properties");
    Properties owner = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      owner.load(reader);
    }
    owner.setProperty(what, other);
    try (var writer = Files.newBufferedWriter(file)) {
      owner.store(writer, null);
    }

    assertThatThrownBy(() -> DataDirectory.open(Configurations.of("a", directory)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has " + what + " " + other + ", not ");
  }

  @Test
  void shouldRefuseAPathWhenItIsAFile() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.open(Configurations.of("a", file)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString());
  }
}
