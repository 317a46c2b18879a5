package io.understudy.protocol.instance;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Actions that are only written down. */
final class Recorded {
  private record Call(String name, List<Object> arguments) {}

  private final List<Call> calls = new ArrayList<>();

  private final Actions actions =
      (Actions)
          Proxy.newProxyInstance(
              Actions.class.getClassLoader(),
              new Class<?>[] {Actions.class},
              (proxy, method, arguments) -> {
                calls.add(
                    new Call(method.getName(), arguments == null ? List.of() : List.of(arguments)));
                return null;
              });

  Actions actions() {
    return actions;
  }

  /** The arguments of each call of that name, in order. */
  List<List<Object>> calls(String name) {
    return calls.stream().filter(call -> call.name().equals(name)).map(Call::arguments).toList();
  }

  /** The given argument of each call of that name, as what it is. */
  <T> List<T> arguments(String name, int index, Class<T> type) {
    return calls(name).stream().map(call -> type.cast(call.get(index))).toList();
  }

  void clear() {
    calls.clear();
  }
}
