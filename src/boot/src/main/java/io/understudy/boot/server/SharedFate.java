package io.understudy.boot.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Instances with current state that are lost together.
 *
 * @param instances their names, two at least
 * @param disk whether they share a disk too, and not only a host
 */
public record SharedFate(List<String> instances, boolean disk) {

  /** One for each host with several, in the order of their names. */
  static List<SharedFate> of(List<InstanceState> instances) {
    Map<String, List<InstanceState>> byHost =
        instances.stream()
            .filter(each -> !each.isSpare() && isKnown(each.said("host")))
            .collect(
                Collectors.groupingBy(
                    each -> each.said("host"), TreeMap::new, Collectors.toList()));
    List<SharedFate> shared = new ArrayList<>();
    for (List<InstanceState> together : byHost.values()) {
      if (together.size() > 1) {
        List<String> names = together.stream().map(each -> each.place().name()).toList();
        shared.add(new SharedFate(names, shareDisk(together)));
      }
    }
    return shared;
  }

  private static boolean shareDisk(List<InstanceState> together) {
    List<String> disks =
        together.stream().map(each -> each.said("disk")).filter(SharedFate::isKnown).toList();
    return disks.stream().distinct().count() < disks.size();
  }

  private static boolean isKnown(String said) {
    return !said.isEmpty() && !said.equals("-");
  }

  @Override
  public String toString() {
    return "%s and %s share a host%s: if that is lost, %s are"
        .formatted(
            String.join(", ", instances.subList(0, instances.size() - 1)),
            instances.get(instances.size() - 1),
            disk ? " and a disk" : "",
            instances.size() == 2 ? "both" : "all");
  }
}
