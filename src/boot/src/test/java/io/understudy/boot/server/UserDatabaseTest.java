package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserDatabaseTest {
  private static final String PLACE = "jdbc:postgresql://db.example:5433/store";

  @TempDir Path directory;

  @Test
  void shouldTakeUserAndPasswordOutOfTheUrl() {
    UserDatabase database =
        UserDatabase.parse(PLACE + "?ssl=true&user=me&password=a%26b%3D%C3%BC&socketTimeout=5");

    assertThat(database.url()).isEqualTo(PLACE + "?ssl=true&socketTimeout=5");
    assertThat(database.user()).isEqualTo("me");
    assertThat(database.password()).isEqualTo("a&b=ü");
    assertThat(database).hasToString(database.url());
  }

  @Test
  void shouldReadAFileWhenItIsNoUrl() throws IOException {
    Path file = directory.resolve("database");
    Files.writeString(file, "url=" + PLACE + "\nuser=me\npassword=p w=ü\n");

    assertThat(UserDatabase.parse(file.toString()))
        .isEqualTo(new UserDatabase(PLACE, "me", "p w=ü"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db.example/store?user=me",
        "jdbc:postgresql://me:secret@db.example/store",
        "jdbc:postgresql://db.example/store",
        "no/such/file"
      })
  void shouldSayHowADatabaseIsNamedWhenItIsNot(String given) {
    assertThatThrownBy(() -> UserDatabase.parse(given))
        .isInstanceOf(BootException.class)
        .hasMessageMatching("(?s).*(jdbc:postgresql://|NAME=URL or NAME=FILE).*")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldKeepItForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("b/database.properties");
    new UserDatabase(PLACE + "?socketTimeout=5", "me", "a\\b${c}").write(file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Properties kept = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      kept.load(in);
    }
    assertThat(kept.getProperty("understudy.database.password")).isEqualTo("a\\b\\$\\{c\\}");
    assertThat(kept.getProperty("understudy.database.url"))
        .isEqualTo(PLACE + "?socketTimeout=5&connectTimeout=10&tcpKeepAlive=true");
  }

  @Test
  void shouldKeepTheDatabaseOfAnInstanceOverStartsAndRefuseAnotherOnceItIsSettled() {
    DataDirectory data = DataDirectory.openOrCreate(directory.resolve("d"), on("b", PLACE)::found);
    ServiceFile kept = DataDirectory.open(directory.resolve("d")).service();
    assertThat(kept.place("a").database()).isNull();
    assertThat(kept.place("b").database()).isEqualTo(PLACE);
    assertThat(Founding.pair().adapt(kept, data)).isEqualTo(kept);
    assertThat(on("b", PLACE + "2").adapt(kept, data).place("b").database()).isEqualTo(PLACE + "2");

    ServiceFile settled = kept.asSettled(Set.of("a", "b"));

    assertThat(on("b", PLACE).adapt(settled, data)).isEqualTo(settled);
    for (Founding other : new Founding[] {on("b", PLACE + "2"), on("a", PLACE + "2")}) {
      assertThatThrownBy(() -> other.adapt(settled, data))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("keeps it");
    }
  }

  @Test
  void shouldRefuseADatabaseWhenItIsOfNoInstanceOrOfTwo() {
    assertThatThrownBy(() -> on("z", PLACE).found())
        .isInstanceOf(BootException.class)
        .hasMessageContaining("a, b");
    UserDatabase one = new UserDatabase(PLACE, "me", "");
    assertThatThrownBy(
            () ->
                new Founding(Optional.of(1), Optional.empty(), Map.of("a", one, "b", one)).found())
        .isInstanceOf(BootException.class)
        .hasMessageContaining("same database");
  }

  private static Founding on(String name, String url) {
    return new Founding(
        Optional.empty(), Optional.empty(), Map.of(name, new UserDatabase(url, "me", "")));
  }
}
