package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.protocol.Payload;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.PluralAttribute;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.queries.ContainerPolicy;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.AggregateObjectMapping;
import org.eclipse.persistence.mappings.CollectionMapping;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.DirectCollectionMapping;
import org.eclipse.persistence.mappings.ForeignReferenceMapping;
import org.eclipse.persistence.mappings.OneToOneMapping;

/**
 * How objects of one entity are carried in a copy: single values by name, those of an embedded
 * object as {@code address.street}, those of a collection as {@code names[0]} and so on beside
 * their number as {@code names}; a reference by the id it refers to. Columns, and how a database
 * writes values, do not matter. The other side of a relationship is not carried: it follows from
 * the side that is.
 */
final class PortableObject {
  static final String GENERATION = "generation";

  private final EntityManager entities;
  private final AbstractSession session;
  private final Class<? extends DataObject> type;
  private final ClassDescriptor descriptor;
  private final String entity;
  private final String idName;
  private final Class<?> idType;

  /**
   * @throws IllegalStateException if the entity has something that a copy cannot carry
   */
  PortableObject(EntityManager entities, Class<? extends DataObject> type) {
    EntityType<?> meta = entities.getMetamodel().entity(type);
    this.type = type;
    this.entities = entities;
    this.session = entities.unwrap(AbstractSession.class);
    this.descriptor = session.getDescriptor(type);
    this.entity = meta.getName();
    if (!meta.hasSingleIdAttribute()) {
      throw new IllegalStateException(entity + " has no single id, and so cannot be copied.");
    }
    SingularAttribute<?, ?> id = id(meta);
    this.idType = id.getJavaType();
    this.idName = id.getName();
    if (!descriptor.getMappingForAttributeName(idName).isDirectToFieldMapping()) {
      throw new IllegalStateException(
          entity + " has an id of several parts, and so cannot be copied.");
    }
    if (descriptor.hasInheritance()) {
      throw new IllegalStateException(
          entity + " inherits from another entity, or is inherited from: it cannot be copied.");
    }
    if (descriptor.usesOptimisticLocking()) {
      throw new IllegalStateException(
          entity + " has a version, which JPA gives anew, and so cannot be copied.");
    }
    descriptor.getMappings().forEach(this::refuseUnlessCarried);
  }

  /** Not by its type, which is told as {@code Long} where it is {@code long}. */
  private static SingularAttribute<?, ?> id(EntityType<?> meta) {
    return meta.getSingularAttributes().stream()
        .filter(SingularAttribute::isId)
        .findFirst()
        .orElseThrow();
  }

  private void refuseUnlessCarried(DatabaseMapping mapping) {
    if (mapping.isAggregateObjectMapping()) {
      mapping.getReferenceDescriptor().getMappings().forEach(this::refuseUnlessCarried);
    } else if (!isCarried(mapping)) {
      throw new IllegalStateException(
          "The attribute %s of %s is of a kind that a copy does not carry."
              .formatted(mapping.getAttributeName(), entity));
    }
  }

  private boolean isCarried(DatabaseMapping mapping) {
    if (mapping.isDirectToFieldMapping()) {
      return PortableValue.carries(mapping.getAttributeClassification());
    }
    if (mapping.isDirectCollectionMapping()) {
      return !mapping.isDirectMapMapping() && carriesElements(elementType(mapping));
    }
    return isCarriedReference(mapping);
  }

  /** Of a date in a collection EclipseLink does not know how much of it is stored. */
  static boolean carriesElements(Class<?> type) {
    return PortableValue.carries(type) && !Date.class.isAssignableFrom(type);
  }

  /** Whether it is a reference to one object, or the other side of one, and no more than that. */
  static boolean isCarriedReference(DatabaseMapping mapping) {
    if (mapping.derivesId()) {
      return false;
    }
    if (isInverse(mapping)) {
      return !(mapping instanceof CollectionMapping collection) || !hasColumns(collection);
    }
    return mapping.isOneToOneMapping() || mapping.isManyToOneMapping();
  }

  /** Whether it has an order, or keys, in the tables of the objects that refer back. */
  private static boolean hasColumns(CollectionMapping collection) {
    return collection.getListOrderField() != null
        || collection.getContainerPolicy().isMappedKeyMapPolicy();
  }

  /** Whether it is the side of a relationship that the database does not store. */
  static boolean isInverse(DatabaseMapping mapping) {
    if (mapping instanceof OneToOneMapping one) {
      // EclipseLink tells the name of the other side on neither.
      return !one.isForeignKeyRelationship() && !one.hasRelationTableMechanism();
    }
    return mapping instanceof ForeignReferenceMapping reference && reference.getMappedBy() != null;
  }

  private Class<?> elementType(DatabaseMapping mapping) {
    Class<?> owner = mapping.getDescriptor().getJavaClass();
    return ((PluralAttribute<?, ?, ?>)
            entities.getMetamodel().managedType(owner).getAttribute(mapping.getAttributeName()))
        .getElementType()
        .getJavaType();
  }

  String entity() {
    return entity;
  }

  Class<? extends DataObject> type() {
    return type;
  }

  Class<?> idType() {
    return idType;
  }

  String idName() {
    return idName;
  }

  /**
   * Whether it has values in other tables, which take statements of their own to read: what they
   * say together is true in a snapshot only.
   */
  boolean isScattered() {
    return descriptor.getTables().size() > 1
        || descriptor.getMappings().stream().anyMatch(PortableObject::isScattered);
  }

  private static boolean isScattered(DatabaseMapping mapping) {
    return mapping.isDirectCollectionMapping()
        || mapping instanceof OneToOneMapping one && one.hasRelationTableMechanism()
        || mapping.isAggregateObjectMapping()
            && mapping.getReferenceDescriptor().getMappings().stream()
                .anyMatch(PortableObject::isScattered);
  }

  private Object idValue(Object object) {
    return descriptor.getMappingForAttributeName(idName).getAttributeValueFromObject(object);
  }

  /** An object's id as a text that {@link #id} reads back. */
  String idOf(Object object) {
    return PortableValue.of(idValue(object)).text();
  }

  Object id(String text) {
    return PortableValue.read(Payload.of(text), idType);
  }

  /**
   * Tells each single value of an object with its name, null ones too. Of an embedded object that
   * is not there all are null, as they are in the database.
   */
  void forEachValue(Object object, BiConsumer<String, Object> taking) {
    for (DatabaseMapping mapping : descriptor.getMappings()) {
      forEachValue(mapping.getAttributeName(), mapping, object, taking);
    }
  }

  private void forEachValue(
      String name, DatabaseMapping mapping, Object owner, BiConsumer<String, Object> taking) {
    if (isInverse(mapping)) {
      return;
    }
    Object value = owner == null ? null : mapping.getRealAttributeValueFromObject(owner, session);
    if (mapping.isAggregateObjectMapping()) {
      for (DatabaseMapping part : mapping.getReferenceDescriptor().getMappings()) {
        forEachValue(part(name, part), part, value, taking);
      }
    } else if (mapping instanceof DirectCollectionMapping collection) {
      List<?> elements = elements(collection, (Collection<?>) value);
      taking.accept(name, elements.size());
      for (int i = 0; i < elements.size(); i++) {
        taking.accept(element(name, i), elements.get(i));
      }
    } else if (value != null && mapping.isForeignReferenceMapping()) {
      taking.accept(name, referred(mapping).idValue(value));
    } else {
      taking.accept(name, value);
    }
  }

  private static String part(String name, DatabaseMapping part) {
    return name + "." + part.getAttributeName();
  }

  private static String element(String name, int index) {
    return name + "[" + index + "]";
  }

  /** Where the database keeps no order of them, one that every database gives. */
  private static List<?> elements(DirectCollectionMapping mapping, Collection<?> value) {
    List<Object> elements = value == null ? new ArrayList<>() : new ArrayList<>(value);
    if (mapping.getListOrderField() == null) {
      elements.sort(Comparator.comparing(PortableObject::sortKey));
    }
    return elements;
  }

  private static String sortKey(Object element) {
    return element == null ? "" : PortableValue.of(element).text();
  }

  CopyRecord.OfObject of(DataObject object) {
    Map<String, Payload> attributes = new HashMap<>();
    forEachValue(
        object,
        (name, value) -> {
          if (value != null && !name.equals(GENERATION)) {
            attributes.put(name, PortableValue.of(value));
          }
        });
    return new CopyRecord.OfObject(entity, object.generation(), attributes);
  }

  private PortableObject referred(DatabaseMapping mapping) {
    Class<?> referred = ((ForeignReferenceMapping) mapping).getReferenceClass();
    return new PortableObject(entities, referred.asSubclass(DataObject.class));
  }

  /** A new object with these attributes; its generation is given as it is stored. */
  DataObject read(CopyRecord.OfObject record) {
    Object object = descriptor.getInstantiationPolicy().buildNewInstance();
    Map<String, Payload> left = new HashMap<>(record.attributes());
    for (DatabaseMapping mapping : descriptor.getMappings()) {
      if (!mapping.getAttributeName().equals(GENERATION)) {
        read(mapping.getAttributeName(), mapping, object, left);
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "The copy's %s has an attribute %s, unknown here."
              .formatted(entity, left.keySet().iterator().next()));
    }
    return (DataObject) object;
  }

  /**
   * Gives an object the value of one attribute, and takes it from what is left.
   *
   * @return whether there was one
   */
  private boolean read(
      String name, DatabaseMapping mapping, Object owner, Map<String, Payload> left) {
    if (isInverse(mapping)) {
      return false;
    }
    Object value = read(name, mapping, left);
    if (value != null || !isPrimitive(mapping)) {
      mapping.setRealAttributeValueInObject(owner, value);
    }
    return value != null && !(value instanceof Collection<?> elements && elements.isEmpty());
  }

  private static boolean isPrimitive(DatabaseMapping mapping) {
    Class<?> type = mapping.getAttributeClassification();
    return type != null && type.isPrimitive();
  }

  private Object read(String name, DatabaseMapping mapping, Map<String, Payload> left) {
    if (mapping.isAggregateObjectMapping()) {
      ClassDescriptor embedded = mapping.getReferenceDescriptor();
      Object object = embedded.getInstantiationPolicy().buildNewInstance();
      boolean found = false;
      for (DatabaseMapping part : embedded.getMappings()) {
        found |= read(part(name, part), part, object, left);
      }
      return found || !((AggregateObjectMapping) mapping).isNullAllowed() ? object : null;
    }
    if (mapping instanceof DirectCollectionMapping collection) {
      return readElements(name, collection, left);
    }
    Payload value = left.remove(name);
    if (value == null) {
      return null;
    }
    if (mapping instanceof ForeignReferenceMapping reference) {
      Object id = referred(mapping).id(value.text());
      return entities.getReference(reference.getReferenceClass(), id);
    }
    return PortableValue.read(value, mapping.getAttributeClassification());
  }

  private Object readElements(
      String name, DirectCollectionMapping mapping, Map<String, Payload> left) {
    ContainerPolicy policy = mapping.getContainerPolicy();
    Object elements = policy.containerInstance();
    Class<?> type = elementType(mapping);
    Payload size = left.remove(name);
    int count = size == null ? 0 : Integer.parseInt(size.text());
    for (int i = 0; i < count; i++) {
      Payload value = left.remove(element(name, i));
      policy.addInto(value == null ? null : PortableValue.read(value, type), elements, session);
    }
    return elements;
  }
}
