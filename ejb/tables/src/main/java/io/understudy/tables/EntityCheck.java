package io.understudy.tables;

import io.understudy.api.DataObject;
import java.beans.Introspector;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.mappings.AggregateMapping;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.ForeignReferenceMapping;

/**
 * Whether the entities of a service can be kept equal on all instances, and carried to a new one.
 * It is asked when the service starts: not when its first backup is lost.
 */
final class EntityCheck {
  private EntityCheck() {}

  /** Why not, in a sentence; empty if they can. */
  static Optional<String> refusal(Collection<ClassDescriptor> descriptors) {
    List<ClassDescriptor> service =
        descriptors.stream()
            .filter(each -> each.getJavaClass().getPackage() != EntityCheck.class.getPackage())
            .toList();
    return service.stream()
        .flatMap(descriptor -> refusal(descriptor).stream())
        .sorted()
        .findFirst()
        .or(() -> refusalOfCircles(service));
  }

  private static Optional<String> refusal(ClassDescriptor descriptor) {
    boolean embedded =
        descriptor.isAggregateDescriptor() || descriptor.isAggregateCollectionDescriptor();
    String what = (embedded ? "The embeddable " : "The entity ") + descriptor.getJavaClassName();
    if (!embedded && !DataObject.class.isAssignableFrom(descriptor.getJavaClass())) {
      return Optional.of(
          what
              + " must extend "
              + DataObject.class.getName()
              + ": what is not a data object cannot be kept equal on all instances.");
    }
    if (descriptor.usesOptimisticLocking()) {
      return Optional.of(
          what
              + " has a version attribute: it would count otherwise on each instance."
              + " Take generation() for it, which is the same on all.");
    }
    String uncarried = embedded ? uncarriedAttribute(descriptor) : uncarried(descriptor);
    return uncarried.isEmpty()
        ? Optional.empty()
        : Optional.of(
            what + " " + uncarried + ": a full copy cannot carry that to a new instance.");
  }

  /** What a copy cannot carry of it; empty if there is nothing. */
  private static String uncarried(ClassDescriptor descriptor) {
    if (descriptor.hasInheritance()) {
      return "inherits from another entity, or is inherited from";
    }
    if (descriptor.getPrimaryKeyFields().size() != 1
        || descriptor.getMappings().stream()
            .anyMatch(mapping -> mapping.isJPAId() && !mapping.isDirectToFieldMapping())) {
      return "has an id of several parts";
    }
    return uncarriedAttribute(descriptor);
  }

  private static String uncarriedAttribute(ClassDescriptor descriptor) {
    return descriptor.getMappings().stream()
        .filter(mapping -> !isCarried(descriptor, mapping))
        .map(
            mapping ->
                "has the attribute "
                    + mapping.getAttributeName()
                    + (mapping.isDirectToFieldMapping() && mapping.isLazy()
                        ? ", which is read later than the rest"
                        : ", which is neither made of single values nor a reference to one object"))
        .findFirst()
        .orElse("");
  }

  private static boolean isCarried(ClassDescriptor descriptor, DatabaseMapping mapping) {
    if (mapping.isDirectToFieldMapping()) {
      Declared declared = declared(descriptor, mapping.getAttributeName());
      // One that is read later counts as null where it has not been, in digests and in copies.
      return !mapping.isLazy() && (declared == null || PortableValue.carries(declared.type()));
    }
    if (mapping.isDirectCollectionMapping()) {
      Declared declared = declared(descriptor, mapping.getAttributeName());
      return !mapping.isDirectMapMapping() && (declared == null || declared.isCarriedCollection());
    }
    return mapping.isAggregateObjectMapping() || PortableObject.isCarriedReference(mapping);
  }

  /** An attribute as it is declared: the mapping itself knows that only later. */
  private record Declared(Class<?> type, Type generic) {

    boolean isCarriedCollection() {
      return generic instanceof ParameterizedType of
          && of.getActualTypeArguments().length == 1
          && of.getActualTypeArguments()[0] instanceof Class<?> element
          && PortableObject.carriesElements(element);
    }
  }

  /** Null if it is not found: then it is judged by the copy. */
  private static Declared declared(ClassDescriptor descriptor, String attribute) {
    for (Class<?> type = descriptor.getJavaClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(attribute)) {
          return new Declared(field.getType(), field.getGenericType());
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (method.getParameterCount() == 0 && isGetter(method.getName(), attribute)) {
          return new Declared(method.getReturnType(), method.getGenericReturnType());
        }
      }
    }
    return null;
  }

  private static boolean isGetter(String method, String attribute) {
    return method.startsWith("get")
            && Introspector.decapitalize(method.substring(3)).equals(attribute)
        || method.startsWith("is")
            && Introspector.decapitalize(method.substring(2)).equals(attribute);
  }

  /** A copy brings what is referred to first, and an erasure takes it last. */
  private static Optional<String> refusalOfCircles(Collection<ClassDescriptor> descriptors) {
    Map<String, List<String>> references = new TreeMap<>();
    for (ClassDescriptor descriptor : descriptors) {
      List<String> referred = new ArrayList<>();
      for (DatabaseMapping mapping : descriptor.getMappings()) {
        if (mapping instanceof AggregateMapping aggregate) {
          referred.add(aggregate.getReferenceClassName());
        } else if (mapping instanceof ForeignReferenceMapping reference
            && !PortableObject.isInverse(mapping)
            && reference.getReferenceClassName() != null) {
          referred.add(reference.getReferenceClassName());
        }
      }
      references.put(descriptor.getJavaClassName(), referred);
    }
    return references.keySet().stream()
        .filter(each -> refers(each, each, references, new HashSet<>()))
        .findFirst()
        .map(
            each ->
                "The entity "
                    + each
                    + " refers to itself, directly or by way of others: a full copy cannot carry that to a new instance.");
  }

  /** Whether one refers to another, directly or by way of others. */
  private static boolean refers(
      String from, String to, Map<String, List<String>> references, Set<String> seen) {
    for (String next : references.getOrDefault(from, List.of())) {
      if (next.equals(to) || seen.add(next) && refers(next, to, references, seen)) {
        return true;
      }
    }
    return false;
  }
}
