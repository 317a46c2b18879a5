package io.understudy.pair;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An installation whose object store is another than that of the build. */
final class ChangedStore {
  private ChangedStore() {}

  /** What is changed. */
  interface Change {
    /**
     * Changes the application's archive.
     *
     * @param files what is in it
     */
    void apply(FileSystem files) throws IOException;
  }

  /** Made in this directory; all but the archive is that of the build. */
  static Installation make(Path home, Change change) throws IOException {
    Path built = Installation.located().home();
    Path target = Files.createDirectories(home.resolve("src/boot/target"));
    Files.createSymbolicLink(home.resolve("config"), built.resolve("config"));
    for (String part : List.of("arbiter", "understudy-boot.jar")) {
      Files.createSymbolicLink(
          target.resolve(part), built.resolve("src/boot/target").resolve(part));
    }
    Path server = Files.createDirectories(target.resolve("server"));
    Path whole = built.resolve("src/boot/target/server");
    for (String part : List.of("payara", "classes.jsa", "understudy.rar")) {
      Files.createSymbolicLink(server.resolve(part), whole.resolve(part));
    }
    Path archive = Files.copy(whole.resolve("store.war"), server.resolve("store.war"));
    try (FileSystem files = FileSystems.newFileSystem(archive)) {
      change.apply(files);
    }
    return new Installation(home);
  }
}
