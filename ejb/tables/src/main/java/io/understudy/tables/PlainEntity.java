package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.protocol.Payload;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.databaseaccess.DatabasePlatform;
import org.eclipse.persistence.internal.helper.DatabaseField;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.DirectToFieldMapping;

/**
 * An entity with one table and single values only. A copy carries its objects by their values, and
 * makes no objects of them: to keep track of each costs JPA several times what the database does.
 */
final class PlainEntity {
  private final AbstractSession session;
  private final String entity;
  private final List<DirectToFieldMapping> mappings;

  private PlainEntity(AbstractSession session, String entity, List<DirectToFieldMapping> mappings) {
    this.session = session;
    this.entity = entity;
    this.mappings = mappings;
  }

  /** Empty if the entity is another kind. It must be one that a copy carries. */
  static Optional<PlainEntity> of(EntityManager entities, Class<? extends DataObject> type) {
    AbstractSession session = entities.unwrap(AbstractSession.class);
    ClassDescriptor descriptor = session.getDescriptor(type);
    List<DatabaseMapping> mappings = descriptor.getMappings();
    boolean plain =
        descriptor.getTables().size() == 1
            && !descriptor.hasInheritance()
            && !descriptor.usesOptimisticLocking()
            && mappings.stream().allMatch(DatabaseMapping::isDirectToFieldMapping);
    return plain
        ? Optional.of(
            new PlainEntity(
                session,
                DataObjectTypes.nameOf(entities, type),
                mappings.stream().map(DirectToFieldMapping.class::cast).toList()))
        : Optional.empty();
  }

  /**
   * Bytes of texts and arrays in the first rows.
   *
   * @param after id of the object before them; null at the beginning
   */
  long bytes(EntityManager entities, String idName, Object after, int rows) {
    String sizes =
        mappings.stream()
            .filter(mapping -> isLong(mapping.getAttributeClassification()))
            .map(mapping -> "COALESCE(OCTET_LENGTH(" + column(mapping) + "), 0)")
            .collect(Collectors.joining(" + "));
    if (sizes.isEmpty()) {
      return 0;
    }
    DirectToFieldMapping id =
        mappings.stream()
            .filter(mapping -> mapping.getAttributeName().equals(idName))
            .findFirst()
            .orElseThrow();
    RowSizes measured = new RowSizes(entities, sizes, table());
    return after == null
        ? measured.bytes("1 = 1", column(id), rows)
        : measured.bytes(column(id) + " > ?1", column(id), rows, id.getFieldValue(after, session));
  }

  private static boolean isLong(Class<?> type) {
    return type == String.class || type == byte[].class;
  }

  /** JPQL for the values of an object {@code o}, in the order {@link #of(Object[])} takes them. */
  String values() {
    return mappings.stream()
        .map(mapping -> "o." + mapping.getAttributeName())
        .collect(Collectors.joining(", "));
  }

  CopyRecord.OfObject of(Object[] values) {
    long generation = 0;
    Map<String, Payload> attributes = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      String name = mappings.get(i).getAttributeName();
      if (name.equals(PortableObject.GENERATION)) {
        generation = ((Number) values[i]).longValue();
      } else if (values[i] != null) {
        attributes.put(name, PortableValue.of(values[i]));
      }
    }
    return new CopyRecord.OfObject(entity, generation, attributes);
  }

  /** Adds objects that are not there, in the transaction under way. */
  void insert(EntityManager entities, List<CopyRecord.OfObject> objects) {
    List<Row> rows = new ArrayList<>(objects.size());
    for (CopyRecord.OfObject object : objects) {
      refuseUnknown(object);
      rows.add(new Row(object));
    }
    RowInsert.insert(entities, sql(), rows);
  }

  private void refuseUnknown(CopyRecord.OfObject object) {
    for (String name : object.attributes().keySet()) {
      if (mappings.stream().noneMatch(mapping -> mapping.getAttributeName().equals(name))) {
        throw new IllegalStateException(
            "The copy's " + entity + " has an attribute " + name + ", unknown here.");
      }
    }
  }

  private String sql() {
    String columns = mappings.stream().map(this::column).collect(Collectors.joining(", "));
    String marks = mappings.stream().map(mapping -> "?").collect(Collectors.joining(", "));
    return "INSERT INTO " + table() + " (" + columns + ") VALUES (" + marks + ")";
  }

  private String column(DirectToFieldMapping mapping) {
    return mapping.getField().getNameDelimited(platform());
  }

  private String table() {
    return mappings.get(0).getDescriptor().getTables().get(0).getQualifiedNameDelimited(platform());
  }

  private DatabasePlatform platform() {
    return (DatabasePlatform) session.getDatasourcePlatform();
  }

  /** An object of a copy as a row of its table. */
  private final class Row implements RowInsert.Row {
    private final CopyRecord.OfObject object;

    Row(CopyRecord.OfObject object) {
      this.object = object;
    }

    @Override
    public void bind(PreparedStatement insert) throws SQLException {
      for (int i = 0; i < mappings.size(); i++) {
        DirectToFieldMapping mapping = mappings.get(i);
        DatabaseField field = mapping.getField();
        Object value = mapping.getFieldValue(attribute(mapping), session);
        // a null is bound by the type of its column, as JPA itself does
        platform()
            .setParameterValueInDatabaseCall(value == null ? field : value, insert, i + 1, session);
      }
    }

    private Object attribute(DirectToFieldMapping mapping) {
      if (mapping.getAttributeName().equals(PortableObject.GENERATION)) {
        return object.generation();
      }
      Payload value = object.attributes().get(mapping.getAttributeName());
      return value == null ? null : PortableValue.read(value, mapping.getAttributeClassification());
    }
  }
}
