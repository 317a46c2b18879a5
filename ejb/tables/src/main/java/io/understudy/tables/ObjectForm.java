package io.understudy.tables;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.descriptors.VersionLockingPolicy;
import org.eclipse.persistence.internal.identitymaps.CacheId;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.CollectionMapping;
import org.eclipse.persistence.mappings.DatabaseMapping;

/**
 * How the objects of one class are digested: their attributes in the order of their names, each in
 * its canonical form (R10). Of an object it refers to, the id; of a collection, the elements
 * without an order, unless the database keeps one. The other side of a relationship and the version
 * number of optimistic locking, which counts groups, are no content.
 */
final class ObjectForm {
  private final ClassDescriptor descriptor;
  private final List<DatabaseMapping> attributes;

  ObjectForm(ClassDescriptor descriptor) {
    this.descriptor = descriptor;
    this.attributes =
        descriptor.getMappings().stream()
            .filter(mapping -> isContent(descriptor, mapping))
            .sorted(Comparator.comparing(DatabaseMapping::getAttributeName))
            .toList();
  }

  private static boolean isContent(ClassDescriptor descriptor, DatabaseMapping mapping) {
    boolean version =
        descriptor.getOptimisticLockingPolicy() instanceof VersionLockingPolicy locking
            && mapping.equals(locking.getVersionMapping());
    return !version && !PortableObject.isInverse(mapping);
  }

  /** Digest of an object as it is now. */
  long digest(Object object, AbstractSession session) {
    Hash hash = new Hash();
    addName(hash);
    addAttributes(hash, object, session);
    return hash.value();
  }

  /** Digest of the fact that an object is there no more. */
  long digestOfRemoval(Object object, AbstractSession session) {
    Hash hash = new Hash().add("removed");
    addReference(hash, descriptor, object, session);
    return hash.value();
  }

  private void addName(Hash hash) {
    hash.add(descriptor.getAlias());
  }

  private void addAttributes(Hash hash, Object object, AbstractSession session) {
    for (DatabaseMapping attribute : attributes) {
      hash.add(attribute.getAttributeName());
      Object value = value(attribute, object, session);
      if (value instanceof Collection<?> elements) {
        addElements(hash, attribute, elements, session);
      } else if (value instanceof Map<?, ?> elements) {
        addElements(hash, attribute, elements.entrySet(), session);
      } else {
        add(hash, attribute, value, session);
      }
    }
  }

  /** As the database gives it back: it does not tell a collection that is not there from none. */
  private static Object value(DatabaseMapping attribute, Object object, AbstractSession session) {
    Object value = attribute.getRealAttributeValueFromObject(object, session);
    return value == null && attribute.isCollectionMapping() ? List.of() : value;
  }

  /** Whether all of an embedded object is null: the database does not tell it from none. */
  private boolean isNothing(Object object, AbstractSession session) {
    return attributes.stream()
        .allMatch(attribute -> isNothing(attribute, value(attribute, object, session), session));
  }

  private static boolean isNothing(
      DatabaseMapping attribute, Object value, AbstractSession session) {
    return value == null
        || value instanceof Collection<?> elements && elements.isEmpty()
        || attribute.isAggregateObjectMapping()
            && new ObjectForm(attribute.getReferenceDescriptor()).isNothing(value, session);
  }

  private static void addElements(
      Hash hash, DatabaseMapping attribute, Collection<?> elements, AbstractSession session) {
    boolean ordered =
        attribute instanceof CollectionMapping collection && collection.getListOrderField() != null;
    long sum = 0;
    for (Object element : elements) {
      Hash one = new Hash();
      if (element instanceof Map.Entry<?, ?> entry) {
        add(one, attribute, entry.getKey(), session);
        add(one, attribute, entry.getValue(), session);
      } else {
        add(one, attribute, element, session);
      }
      if (ordered) {
        hash.add(one.value());
      } else {
        sum += one.value();
      }
    }
    hash.add(elements.size()).add(sum);
  }

  private static void add(
      Hash hash, DatabaseMapping attribute, Object value, AbstractSession session) {
    ClassDescriptor reference = attribute.getReferenceDescriptor();
    if (value == null || reference == null || !reference.getJavaClass().isInstance(value)) {
      CanonicalValue.add(hash, value);
    } else if (reference.isAggregateDescriptor() || reference.isAggregateCollectionDescriptor()) {
      ObjectForm embedded = new ObjectForm(reference);
      if (embedded.isNothing(value, session)) {
        CanonicalValue.add(hash, null);
      } else {
        embedded.addAttributes(hash, value, session);
      }
    } else {
      addReference(hash, session.getDescriptor(value), value, session);
    }
  }

  private static void addReference(
      Hash hash, ClassDescriptor referred, Object object, AbstractSession session) {
    hash.add(referred.getAlias());
    Object id = referred.getObjectBuilder().extractPrimaryKeyFromObject(object, session);
    Object[] parts = id instanceof CacheId many ? many.getPrimaryKey() : new Object[] {id};
    for (Object part : parts) {
      CanonicalValue.add(hash, part);
    }
  }
}
