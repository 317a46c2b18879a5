package io.understudy.pair;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** An installation whose object store does harm when it is asked to. */
final class PoisonedStore {
  private static final String DESCRIPTOR =
      """
      <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
        <interceptors>
          <interceptor>
            <interceptor-class>io.understudy.pair.Poisoned</interceptor-class>
          </interceptor>
        </interceptors>
        <assembly-descriptor>
          <interceptor-binding>
            <ejb-name>ObjectStoreBean</ejb-name>
            <interceptor-class>io.understudy.pair.Poisoned</interceptor-class>
          </interceptor-binding>
        </assembly-descriptor>
      </ejb-jar>
      """;

  private PoisonedStore() {}

  /** Made in this directory; all but the archive is that of the build. */
  static Installation make(Path home) throws IOException {
    return ChangedStore.make(home, PoisonedStore::poison);
  }

  private static void poison(FileSystem files) throws IOException {
    String type = Poisoned.class.getName().replace('.', '/') + ".class";
    try (InputStream code = Poisoned.class.getClassLoader().getResourceAsStream(type)) {
      Files.writeString(files.getPath("WEB-INF/ejb-jar.xml"), DESCRIPTOR);
      Path target = files.getPath("WEB-INF/classes").resolve(type);
      Files.createDirectories(target.getParent());
      Files.copy(code, target);
    }
  }
}
