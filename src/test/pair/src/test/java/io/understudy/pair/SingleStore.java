package io.understudy.pair;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberRemoval;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * An installation whose object store has no transfer: each of its operations touches one object.
 */
final class SingleStore {
  private static final String SERVICE = "io.understudy.store.ObjectStore";

  private SingleStore() {}

  /** Made in this directory; all but the archive is that of the build. */
  static Installation make(Path home) throws IOException {
    return ChangedStore.make(home, SingleStore::removeTransfer);
  }

  private static void removeTransfer(FileSystem archive) throws IOException {
    Path stored = archive.getPath("WEB-INF/lib/understudy-store.jar");
    Path library = Files.createTempFile("understudy-store", ".jar");
    try {
      Files.write(library, Files.readAllBytes(stored));
      byte[] changed;
      try (ClassFileLocator locator =
          new ClassFileLocator.Compound(
              ClassFileLocator.ForJarFile.of(library.toFile()),
              ClassFileLocator.ForClassLoader.of(SingleStore.class.getClassLoader()))) {
        changed =
            new ByteBuddy()
                .redefine(TypePool.Default.of(locator).describe(SERVICE).resolve(), locator)
                .visit(new MemberRemoval().stripMethods(named("transfer")))
                .make()
                .getBytes();
      }
      try (FileSystem files = FileSystems.newFileSystem(library)) {
        Files.write(files.getPath(SERVICE.replace('.', '/') + ".class"), changed);
      }
      Files.write(stored, Files.readAllBytes(library));
    } finally {
      Files.delete(library);
    }
  }
}
