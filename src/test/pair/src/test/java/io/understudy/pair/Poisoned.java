package io.understudy.pair;

import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a service may do to its server: put into the object store's archive by {@link
 * PoisonedStore}, it does harm where the key of a put asks for it.
 */
public class Poisoned {
  @AroundInvoke
  public Object execute(InvocationContext invocation) throws Exception {
    if (invocation.getMethod().getName().equals("put")) {
      switch (String.valueOf(invocation.getParameters()[0])) {
        case "poison:kills" -> Runtime.getRuntime().halt(1);
        case "poison:never-ends" -> new CountDownLatch(1).await();
        case "poison:overflows" -> overflow(0);
        case "poison:fills-memory" -> fill();
        default -> {}
      }
    }
    return invocation.proceed();
  }

  /** Small pieces, so that whoever else needs a little finds nothing either. */
  private static void fill() {
    List<byte[]> kept = new ArrayList<>();
    while (true) {
      kept.add(new byte[10_000]);
    }
  }

  private static int overflow(int depth) {
    return 1 + overflow(depth + 1);
  }
}
