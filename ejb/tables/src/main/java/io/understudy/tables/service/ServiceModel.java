package io.understudy.tables.service;

import io.understudy.api.FaultTolerantService;
import io.understudy.endpoint.ServiceDescription;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The operations of a service, read off its interface once, when it is deployed. */
public final class ServiceModel {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final String name;
  private final int version;
  private final SortedMap<String, Operation> operations = new TreeMap<>();

  private ServiceModel(Class<?> type) {
    FaultTolerantService service = type.getAnnotation(FaultTolerantService.class);
    name = checked(service.name(), type.getName());
    version = service.version();
    if (version < 1) {
      throw new DeploymentException(
          "The service version of " + type.getName() + " must be at least 1, not " + version + ".");
    }
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        Operation operation = Operation.of(method);
        if (operations.put(checked(operation.name(), method.toString()), operation) != null) {
          throw new DeploymentException(
              "Two methods of " + type.getName() + " are the operation " + operation.name() + ".");
        }
      }
    }
    if (operations.isEmpty()) {
      throw new DeploymentException(type.getName() + " has no operation.");
    }
  }

  /**
   * @throws DeploymentException if a method is no operation, or not unmistakably one
   */
  public static ServiceModel of(Class<?> type) {
    return new ServiceModel(type);
  }

  /** The interfaces marked as fault-tolerant services that a class has, also by inheritance. */
  static List<Class<?>> serviceInterfacesOf(Class<?> beanClass) {
    List<Class<?>> marked = new ArrayList<>();
    collect(beanClass, marked);
    return marked;
  }

  String name() {
    return name;
  }

  /** The operation of that name; null for none. */
  Operation operation(String operation) {
    return operations.get(operation);
  }

  Set<String> operationNames() {
    return operations.keySet();
  }

  ServiceDescription description() {
    Map<String, Boolean> mutations = new TreeMap<>();
    operations.forEach((key, operation) -> mutations.put(key, operation.isMutation()));
    SortedSet<String> several = new TreeSet<>();
    for (Operation operation : operations.values()) {
      if (operation.isMutation() && !operation.touchesOne()) {
        several.add(operation.name());
      }
    }
    return new ServiceDescription(name, version, mutations, several);
  }

  private static void collect(Class<?> type, List<Class<?>> marked) {
    if (type == null) {
      return;
    }
    if (type.isInterface()
        && type.isAnnotationPresent(FaultTolerantService.class)
        && !marked.contains(type)) {
      marked.add(type);
    }
    for (Class<?> implemented : type.getInterfaces()) {
      collect(implemented, marked);
    }
    collect(type.getSuperclass(), marked);
  }

  private static String checked(String given, String where) {
    if (!NAME.matcher(given).matches()) {
      throw new DeploymentException(
          "A name has 1 to 64 letters, digits, '.', '-' and '_', unlike "
              + Quoted.of(given)
              + " at "
              + where
              + ".");
    }
    return given;
  }
}
