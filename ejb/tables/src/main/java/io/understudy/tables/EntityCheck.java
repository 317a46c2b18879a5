package io.understudy.tables;

import io.understudy.api.DataObject;
import java.beans.Introspector;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.mappings.DatabaseMapping;

/**
 * Whether the entities of a service can be kept equal on all instances, and carried to a new one.
 * It is asked when the service starts: not when its first backup is lost.
 */
final class EntityCheck {
  private EntityCheck() {}

  /** Why not, in a sentence; empty if they can. */
  static Optional<String> refusal(Collection<ClassDescriptor> descriptors) {
    return descriptors.stream()
        .filter(
            descriptor -> descriptor.getJavaClass().getPackage() != EntityCheck.class.getPackage())
        .filter(descriptor -> !descriptor.isAggregateDescriptor())
        .filter(descriptor -> !descriptor.isAggregateCollectionDescriptor())
        .flatMap(descriptor -> refusal(descriptor).stream())
        .sorted()
        .findFirst();
  }

  private static Optional<String> refusal(ClassDescriptor descriptor) {
    String entity = "The entity " + descriptor.getJavaClassName();
    if (!DataObject.class.isAssignableFrom(descriptor.getJavaClass())) {
      return Optional.of(
          entity
              + " must extend "
              + DataObject.class.getName()
              + ": what is not a data object cannot be kept equal on all instances.");
    }
    String what = uncarried(descriptor);
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(entity + " " + what + ": a full copy cannot carry that to a new instance.");
  }

  /** What a copy cannot carry of it; empty if there is nothing. */
  private static String uncarried(ClassDescriptor descriptor) {
    if (descriptor.hasInheritance()) {
      return "inherits from another entity, or is inherited from";
    }
    if (descriptor.usesOptimisticLocking()) {
      return "has a version attribute";
    }
    if (descriptor.getPrimaryKeyFields().size() != 1) {
      return "has an id of several parts";
    }
    return descriptor.getMappings().stream()
        .filter(mapping -> !isCarried(descriptor, mapping))
        .map(
            mapping ->
                "has the attribute "
                    + mapping.getAttributeName()
                    + ", which is neither a single value nor a reference to one object")
        .findFirst()
        .orElse("");
  }

  private static boolean isCarried(ClassDescriptor descriptor, DatabaseMapping mapping) {
    return mapping.isOneToOneMapping()
        || mapping.isManyToOneMapping()
        || mapping.isDirectToFieldMapping() && isPortable(descriptor, mapping.getAttributeName());
  }

  /** The mapping itself knows its type only later. One that is not found is judged by the copy. */
  private static boolean isPortable(ClassDescriptor descriptor, String attribute) {
    for (Class<?> type = descriptor.getJavaClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(attribute)) {
          return PortableValue.carries(field.getType());
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (method.getParameterCount() == 0 && isGetter(method.getName(), attribute)) {
          return PortableValue.carries(method.getReturnType());
        }
      }
    }
    return true;
  }

  private static boolean isGetter(String method, String attribute) {
    return method.startsWith("get")
            && Introspector.decapitalize(method.substring(3)).equals(attribute)
        || method.startsWith("is")
            && Introspector.decapitalize(method.substring(2)).equals(attribute);
  }
}
