package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.protocol.Payload;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.ForeignReferenceMapping;

/**
 * How objects of one entity are carried in a copy: attributes by name, a reference by the id it
 * refers to. Columns, and how a database writes values, do not matter.
 */
final class PortableObject {
  static final String GENERATION = "generation";

  private final EntityManager entities;
  private final AbstractSession session;
  private final ClassDescriptor descriptor;
  private final String entity;
  private final String idName;
  private final Class<?> idType;

  /**
   * @throws IllegalStateException if the entity has something that a copy cannot carry
   */
  PortableObject(EntityManager entities, Class<?> type) {
    EntityType<?> meta = entities.getMetamodel().entity(type);
    this.entities = entities;
    this.session = entities.unwrap(AbstractSession.class);
    this.descriptor = session.getDescriptor(type);
    this.entity = meta.getName();
    if (!meta.hasSingleIdAttribute()) {
      throw new IllegalStateException(entity + " has no single id, and so cannot be copied.");
    }
    this.idType = meta.getIdType().getJavaType();
    this.idName = meta.getId(idType).getName();
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

  private void refuseUnlessCarried(DatabaseMapping mapping) {
    boolean refers = mapping.isOneToOneMapping() || mapping.isManyToOneMapping();
    boolean direct =
        mapping.isDirectToFieldMapping()
            && PortableValue.carries(mapping.getAttributeClassification());
    if (!refers && !direct) {
      throw new IllegalStateException(
          "The attribute %s of %s is neither a single value nor a reference to one object,"
                  .formatted(mapping.getAttributeName(), entity)
              + " and so cannot be copied.");
    }
  }

  String entity() {
    return entity;
  }

  String idName() {
    return idName;
  }

  /** An object's id as a text that {@link #id} reads back. */
  String idOf(Object object) {
    return PortableValue.of(
            descriptor.getMappingForAttributeName(idName).getAttributeValueFromObject(object))
        .text();
  }

  Object id(String text) {
    return PortableValue.read(Payload.of(text), idType);
  }

  CopyRecord.OfObject of(DataObject object) {
    Map<String, Payload> attributes = new HashMap<>();
    for (DatabaseMapping mapping : descriptor.getMappings()) {
      Object value = mapping.getRealAttributeValueFromObject(object, session);
      if (value != null && !mapping.getAttributeName().equals(GENERATION)) {
        attributes.put(
            mapping.getAttributeName(),
            mapping.isForeignReferenceMapping()
                ? Payload.of(referred(mapping).idOf(value))
                : PortableValue.of(value));
      }
    }
    return new CopyRecord.OfObject(entity, object.generation(), attributes);
  }

  private PortableObject referred(DatabaseMapping mapping) {
    return new PortableObject(entities, ((ForeignReferenceMapping) mapping).getReferenceClass());
  }

  /** A new object with these attributes; its generation is given as it is stored. */
  DataObject read(CopyRecord.OfObject record) {
    Object object = descriptor.getInstantiationPolicy().buildNewInstance();
    record
        .attributes()
        .forEach(
            (name, value) -> {
              DatabaseMapping mapping = descriptor.getMappingForAttributeName(name);
              if (mapping == null) {
                throw new IllegalStateException(
                    "The copy's " + entity + " has an attribute " + name + ", unknown here.");
              }
              mapping.setRealAttributeValueInObject(object, read(mapping, value));
            });
    return (DataObject) object;
  }

  private Object read(DatabaseMapping mapping, Payload value) {
    if (mapping instanceof ForeignReferenceMapping reference) {
      Object id = referred(mapping).id(value.text());
      return entities.getReference(reference.getReferenceClass(), id);
    }
    return PortableValue.read(value, mapping.getAttributeClassification());
  }
}
