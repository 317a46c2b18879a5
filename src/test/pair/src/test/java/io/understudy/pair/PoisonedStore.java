package io.understudy.pair;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    Path built = Installation.located().home();
    Path target = Files.createDirectories(home.resolve("src/boot/target"));
    Files.createSymbolicLink(home.resolve("config"), built.resolve("config"));
    for (String part : List.of("arbiter", "understudy-boot.jar")) {
      Files.createSymbolicLink(
          target.resolve(part), built.resolve("src/boot/target").resolve(part));
    }
    Path server = Files.createDirectories(target.resolve("server"));
    Path whole = built.resolve("src/boot/target/server");
    for (String part : List.of("payara-micro.jar", "understudy.rar")) {
      Files.createSymbolicLink(server.resolve(part), whole.resolve(part));
    }
    poison(Files.copy(whole.resolve("store.war"), server.resolve("store.war")));
    return new Installation(home);
  }

  private static void poison(Path archive) throws IOException {
    String type = Poisoned.class.getName().replace('.', '/') + ".class";
    try (FileSystem files = FileSystems.newFileSystem(archive);
        InputStream code = Poisoned.class.getClassLoader().getResourceAsStream(type)) {
      Files.writeString(files.getPath("WEB-INF/ejb-jar.xml"), DESCRIPTOR);
      Path target = files.getPath("WEB-INF/classes").resolve(type);
      Files.createDirectories(target.getParent());
      Files.copy(code, target);
    }
  }
}
