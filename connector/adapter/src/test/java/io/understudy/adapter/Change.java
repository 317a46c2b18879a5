package io.understudy.adapter;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.matcher.ElementMatcher;

/** A class of this virtual machine of which methods do something else, until this is undone. */
final class Change {
  private final Class<?> type;

  /**
   * @param method name of the method
   * @param advice how it behaves instead
   */
  Change(Class<?> type, String method, Class<?> advice) {
    this(type, named(method), advice);
  }

  /**
   * @param methods which of its methods
   * @param advice how they behave instead
   */
  Change(Class<?> type, ElementMatcher<MethodDescription> methods, Class<?> advice) {
    this.type = type;
    ByteBuddyAgent.install();
    new ByteBuddy()
        .redefine(type)
        .visit(Advice.to(advice).on(methods))
        .make()
        .load(type.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
  }

  void undo() throws IOException {
    ClassReloadingStrategy.fromInstalledAgent().reset(type);
  }
}
