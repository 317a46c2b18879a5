package io.understudy.adapter;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;

/**
 * A class of this virtual machine of which one method does something else, until this is undone.
 */
final class Change {
  private final Class<?> type;

  /**
   * @param method name of the method
   * @param advice how it behaves instead
   */
  Change(Class<?> type, String method, Class<?> advice) {
    this.type = type;
    ByteBuddyAgent.install();
    new ByteBuddy()
        .redefine(type)
        .visit(Advice.to(advice).on(named(method)))
        .make()
        .load(type.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
  }

  void undo() throws IOException {
    ClassReloadingStrategy.fromInstalledAgent().reset(type);
  }
}
