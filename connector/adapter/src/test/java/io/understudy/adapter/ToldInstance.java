package io.understudy.adapter;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.instance.Actions;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.instance.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.asm.Advice;

/** In the core's place: keeps which events it is told, and does nothing about them. */
public final class ToldInstance implements AutoCloseable {
  private static final List<Told> TOLD = new CopyOnWriteArrayList<>();
  private static final Moment NOW = new Moment(0, 0);

  private final Mailbox events;
  private final Change change;
  private final Instance instance;

  /** An event, and the first of what it says. */
  private record Told(String event, Object what) {}

  /**
   * @param events where they wait for it
   */
  ToldInstance(Mailbox events) {
    this.events = events;
    change = new Change(Instance.class, nameStartsWith("on").and(isPublic()), Kept.class);
    Actions nothing =
        (Actions)
            Proxy.newProxyInstance(
                Actions.class.getClassLoader(),
                new Class<?>[] {Actions.class},
                (proxy, method, arguments) -> null);
    instance = new Instance("a", Settings.DEFAULT, Map.of(), () -> 7, nothing);
  }

  /** Where the database was synced, as it was told until now. */
  List<EntryId> synced() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      event.give(instance, NOW);
    }
    return TOLD.stream()
        .filter(told -> told.event().equals("onSynced"))
        .map(told -> (EntryId) told.what())
        .toList();
  }

  /** Called in place of the core's own code. */
  public static boolean keep(String event, Object[] said) {
    return TOLD.add(new Told(event, said[0]));
  }

  @Override
  public void close() throws IOException {
    change.undo();
    TOLD.clear();
  }

  static final class Kept {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.Origin("#m") String event, @Advice.AllArguments Object[] said) {
      return ToldInstance.keep(event, said);
    }
  }
}
