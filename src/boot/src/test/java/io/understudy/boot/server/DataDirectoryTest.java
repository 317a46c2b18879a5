package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path directory;

  @Test
  void shouldKeepPortsAndIdWhenItIsOpenedAgain() {
    Path path = directory.resolve("new one");
    ServiceFile founded = DataDirectory.openOrCreate(path, Founding.pair()::found).service();

    ServiceFile opened = DataDirectory.openOrCreate(path, Founding.single()::found).service();

    assertThat(opened).isEqualTo(founded);
    assertThat(opened.instances()).extracting(Place::name).containsExactly("a", "b");
    assertThat(opened.founded()).isFalse();
  }

  @Test
  void shouldKeepWhereItIsReachedWhenThatIsNotWhereItListens() {
    ServiceFile founded = Founding.pair().found();
    ServiceFile forwarded =
        founded.reachedAt(Map.of("a", "store.example:7001"), "store.example:7000");

    DataDirectory.openOrCreate(directory, () -> forwarded);
    ServiceFile opened = DataDirectory.open(directory).service();

    assertThat(opened.place("a").reachedAt()).isEqualTo("store.example:7001");
    assertThat(opened.place("a").address()).isEqualTo(founded.place("a").address());
    assertThat(opened.place("b").reachedAt()).isEqualTo(founded.place("b").address());
    assertThat(opened.arbiter()).isEqualTo("store.example:7000");
    assertThat(opened.arbiterPort()).isEqualTo(founded.arbiterPort());
  }

  @Test
  void shouldRefuseADirectoryWhenItHoldsSomethingElse() throws IOException {
    Files.writeString(directory.resolve("letter.txt"), "Dear");

    assertThatThrownBy(() -> DataDirectory.openOrCreate(directory, Founding.pair()::found))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("no data of Understudy")
        .hasMessageContaining(directory.toString());

    assertThat(directory).isDirectoryNotContaining("glob:**service.json");
    assertThat(directory.resolve("letter.txt")).hasContent("Dear");
  }

  @Test
  void shouldRefuseAPathWhenItIsAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("letter.txt"), "Dear");

    assertThatThrownBy(() -> DataDirectory.openOrCreate(file, Founding.pair()::found))
        .isInstanceOf(BootException.class);

    assertThat(file).hasContent("Dear");
  }

  @Test
  void shouldRefuseADirectoryWhenItIsOfAnotherFormat() throws IOException {
    DataDirectory.openOrCreate(directory, Founding.pair()::found);
    Path file = directory.resolve("service.json");
    String other = Files.readString(file).replace("\"format\" : 1", "\"format\" : 7");
    Files.writeString(file, other);

    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("format 7");

    assertThat(file).hasContent(other);
  }

  @Test
  void shouldRefuseADirectoryWhenItIsOfAnotherService() {
    ServiceFile other =
        new ServiceFile(
            1, "ledger", "id", "127.0.0.1:1", 1, true, Founding.pair().found().instances());
    DataDirectory data = DataDirectory.openOrCreate(directory, () -> other);

    assertThatThrownBy(() -> Founding.pair().adapt(data.service(), data))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("ledger");
  }

  @Test
  void shouldSaySoWhenTheFileIsNotJson() throws IOException {
    Files.writeString(directory.resolve("service.json"), "{ \"format\": ");

    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("service.json");
  }

  @Test
  void shouldKeepOthersAwayWhileOneIsAtWork() {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    DataDirectory same = DataDirectory.open(directory);

    data.<Void>exclusively(
        () -> {
          assertThatThrownBy(() -> same.exclusively(() -> null))
              .isInstanceOf(BootException.class)
              .hasMessageContaining("at work");
          return null;
        });

    assertThat(same.<Boolean>exclusively(() -> true)).isTrue();
  }

  @Test
  void shouldAddInstancesAndTakeNoneAwayWhenBackupsAreNamedAgain() {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);

    ServiceFile three = new Founding(Optional.of(2), Optional.empty()).adapt(data.service(), data);

    assertThat(three.instances()).extracting(Place::name).containsExactly("a", "b", "c");
    assertThat(three.instances()).startsWith(data.service().instances().toArray(Place[]::new));
    assertThatThrownBy(() -> Founding.single().adapt(data.service(), data))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("cannot take any away");
  }

  @Test
  void shouldNameAnInstanceAsNothingElseWhenOneWasRemoved() throws IOException {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    data.write(data.service().without("a"));
    Files.createDirectories(data.instance("a")); // its data was left

    ServiceFile three = new Founding(Optional.of(2), Optional.empty()).adapt(data.service(), data);

    assertThat(three.instances()).extracting(Place::name).containsExactly("b", "c", "d");
  }

  @Test
  void shouldRefuseANameThatIsTakenOrMakesNoSense() {
    ServiceFile pair = Founding.pair().found();

    assertThatThrownBy(() -> pair.plus(new Place("b", 1, 2)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("There is an instance b already");
    for (String name : new String[] {"", "arbiter", "../a", "a b", "-a", "x".repeat(65)}) {
      assertThatThrownBy(() -> new Place(name, 1, 2))
          .as(name)
          .isInstanceOf(BootException.class)
          .hasMessageContaining("cannot be called \"" + name + "\"");
    }
  }

  @Test
  void shouldRefuseADatabaseThatAnotherInstanceUses() {
    UserDatabase database = UserDatabase.parse("jdbc:postgresql://h/d?user=u");
    ServiceFile one = Founding.pair().found().plus(new Place("c", 1, 2).on(database));

    assertThatThrownBy(() -> one.plus(new Place("d", 3, 4).on(database)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("cannot have the same database jdbc:postgresql://h/d");
  }

  @Test
  void shouldKeepWhatAnInstanceIsForAndNotCountItAsABackup() {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    data.write(data.service().plus(new Place("s", 1, 2).with(Purpose.SPARE)));

    ServiceFile opened = DataDirectory.open(directory).service();

    assertThat(opened.place("s").purpose()).isEqualTo(Purpose.SPARE);
    assertThat(opened.members()).isEqualTo(2);
    assertThat(new Founding(Optional.of(2), Optional.empty()).adapt(opened, data).instances())
        .extracting(Place::name)
        .containsExactly("a", "b", "s", "c");
  }

  @Test
  void shouldRefuseMoreInstancesThanThereMayBe() {
    ServiceFile full = new Founding(Optional.of(8), Optional.empty()).found();

    assertThatThrownBy(() -> full.plus(new Place("one-more", 1, 2)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("at most 9");
  }

  @Test
  void shouldRefuseAnotherArbiterWhenTheServiceHasItsRecordElsewhere() {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    Founding elsewhere = new Founding(Optional.empty(), Optional.of("zk1:2181,zk2:2181"));

    assertThatThrownBy(() -> elsewhere.adapt(data.service(), data))
        .isInstanceOf(BootException.class)
        .hasMessageContaining(data.service().arbiter());
  }

  @Test
  void shouldRefuseAFoundingWhenItMakesNoSense() {
    assertThatThrownBy(() -> new Founding(Optional.of(-1), Optional.empty()))
        .hasMessageContaining("--backups");
    assertThatThrownBy(() -> new Founding(Optional.empty(), Optional.of("somewhere")))
        .hasMessageContaining("host:port");
  }
}
