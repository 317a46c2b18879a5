package io.understudy.pair;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.api.OperationContext;
import io.understudy.boot.server.Installation;
import java.io.IOException;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice;

/**
 * An installation whose object store loses one in ten of what is added, and answers as if it had
 * not: the same ones on every instance, so that their digests agree.
 */
final class LossyStore {
  private static final long LOST = 10;

  private LossyStore() {}

  /** Made in this directory. */
  static Installation make(Path home) throws IOException {
    return ChangedStore.make(
        home,
        "io.understudy.store.ObjectStoreBean",
        type -> type.visit(Advice.to(Loss.class).on(named("add"))));
  }

  /** Becomes a part of the store's own code. */
  static final class Loss {
    private Loss() {}

    @Advice.OnMethodEnter
    static long enter(@Advice.Argument(value = 1, readOnly = false) long delta) {
      long lost = OperationContext.current().ssn() % LOST == 0 ? delta : 0;
      delta -= lost;
      return lost;
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter long lost, @Advice.Return(readOnly = false) long returned) {
      returned += lost;
    }
  }
}
