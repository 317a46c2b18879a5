package io.understudy.pair;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.nio.file.Path;
import net.bytebuddy.asm.MemberRemoval;

/**
 * An installation whose object store has no transfer: each of its operations touches one object.
 */
final class SingleStore {
  private SingleStore() {}

  /** Made in this directory. */
  static Installation make(Path home) throws IOException {
    return ChangedStore.make(
        home,
        "io.understudy.store.ObjectStore",
        type -> type.visit(new MemberRemoval().stripMethods(named("transfer"))));
  }
}
