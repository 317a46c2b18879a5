package io.understudy.pair;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.attribute.AnnotationValueFilter;
import net.bytebuddy.pool.TypePool;

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

  /** With one of the store's classes changed. */
  static Installation make(Path home, String type, UnaryOperator<DynamicType.Builder<?>> change)
      throws IOException {
    return make(home, archive -> redefine(archive, type, change));
  }

  private static void redefine(
      FileSystem archive, String type, UnaryOperator<DynamicType.Builder<?>> change)
      throws IOException {
    Path stored = archive.getPath("WEB-INF/lib/understudy-store.jar");
    Path library = copied(stored);
    Path api = copied(archive.getPath("WEB-INF/lib/understudy-api.jar"));
    try {
      byte[] changed;
      try (ClassFileLocator locator =
          new ClassFileLocator.Compound(
              ClassFileLocator.ForJarFile.of(library.toFile()),
              ClassFileLocator.ForJarFile.of(api.toFile()),
              ClassFileLocator.ForClassLoader.of(ChangedStore.class.getClassLoader()))) {
        changed =
            change
                .apply(
                    new ByteBuddy()
                        // what an annotation does not say it is not to say of every column
                        .with(AnnotationValueFilter.Default.SKIP_DEFAULTS)
                        .redefine(TypePool.Default.of(locator).describe(type).resolve(), locator))
                .make()
                .getBytes();
      }
      try (FileSystem files = FileSystems.newFileSystem(library)) {
        Files.write(files.getPath(type.replace('.', '/') + ".class"), changed);
      }
      Files.write(stored, Files.readAllBytes(library));
    } finally {
      Files.delete(library);
      Files.delete(api);
    }
  }

  private static Path copied(Path stored) throws IOException {
    Path copy = Files.createTempFile("understudy", ".jar");
    Files.write(copy, Files.readAllBytes(stored));
    return copy;
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
