package io.understudy.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a service is, for a program. */
record StatusJson(ServiceState state) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  String text() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("service", state.service().service());
    all.put("serving", state.serving().isPresent());
    all.put("degraded", state.isDegraded());
    all.put(
        "shared",
        state.shared().stream()
            .map(each -> Map.of("instances", each.instances(), "disk", each.disk()))
            .toList());
    all.put("arbiter", arbiter());
    all.put("instances", state.instances().stream().map(this::instance).toList());
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // maps of strings and numbers
    }
  }

  private Map<String, Object> arbiter() {
    Map<String, Object> arbiter = new LinkedHashMap<>();
    arbiter.put("address", state.service().arbiter());
    arbiter.put("answers", state.arbiterAnswers());
    state.arbiterPid().ifPresent(pid -> arbiter.put("pid", pid));
    state
        .record()
        .ifPresent(
            record -> {
              arbiter.put("epoch", record.epoch());
              arbiter.put("primary", record.primary() == null ? null : record.primary().instance());
              arbiter.put(
                  "inSync", record.inSync().stream().map(member -> member.instance()).toList());
            });
    return arbiter;
  }

  private Map<String, Object> instance(InstanceState instance) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", instance.place().name());
    one.put("role", instance.role());
    one.put("purpose", instance.place().purpose().name().toLowerCase(Locale.ROOT));
    one.put("serving", instance.isServing());
    one.put("inSync", state.isInSync(instance));
    one.put("broker", instance.place().reachedAt());
    one.put("http", "127.0.0.1:" + instance.place().http());
    instance.pid().ifPresent(pid -> one.put("pid", pid));
    instance.rssKib().ifPresent(rss -> one.put("rssKib", rss));
    state.lag(instance).ifPresent(lag -> one.put("lag", lag));
    one.put("answer", new TreeMap<>(instance.answer().orElse(Map.of())));
    return one;
  }
}
