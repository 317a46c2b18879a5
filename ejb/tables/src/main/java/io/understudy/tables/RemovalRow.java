package io.understudy.tables;

import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * That an object is gone, which leaves no generation of its own: without it a fuzzy copy could not
 * tell what was done to the object before. Written for operations that touch one object; goes with
 * the operation log.
 */
@Entity
@Table(name = "UND_REMOVAL", indexes = @Index(name = "UND_REMOVAL_AT", columnList = "GENERATION"))
@IdClass(RemovalKey.class)
public class RemovalRow implements RowInsert.Row {
  private static final String DELETE = "DELETE FROM UND_REMOVAL WHERE ENTITY = ? AND OBJECT_ID = ?";
  private static final String INSERT =
      "INSERT INTO UND_REMOVAL (ENTITY, OBJECT_ID, GENERATION) VALUES (?, ?, ?)";

  @Id
  @Column(name = "ENTITY", length = Limits.NAME)
  private String entity;

  @Id
  @Column(name = "OBJECT_ID", length = Limits.OBJECT_ID)
  private String id;

  @Column(name = "GENERATION", nullable = false)
  private long generation;

  protected RemovalRow() {}

  RemovalRow(RemovalKey key, long generation) {
    entity = key.entity();
    id = key.id();
    this.generation = generation;
  }

  RemovalRow(CopyRecord.OfRemoval copied) {
    this(new RemovalKey(copied.entity(), copied.id()), copied.generation());
  }

  /** Puts these in place of earlier ones of the same objects, in the transaction under way. */
  static void write(EntityManager entities, List<RemovalRow> rows) {
    RowInsert.insert(entities, DELETE, rows.stream().map(Earlier::new).toList());
    RowInsert.insert(entities, INSERT, rows);
  }

  /** Which row an earlier removal has. */
  private record Earlier(RemovalRow row) implements RowInsert.Row {
    @Override
    public void bind(PreparedStatement delete) throws SQLException {
      delete.setString(1, row.entity);
      delete.setString(2, row.id);
    }
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setString(1, entity);
    insert.setString(2, id);
    insert.setLong(3, generation);
  }

  /** SSN of the entry that removed the object last; 0 if none is known that did. */
  static long generation(EntityManager entities, RemovalKey key) {
    return entities
        .createQuery(
            "select r.generation from RemovalRow r where r.entity = :entity and r.id = :id",
            Long.class)
        .setParameter("entity", key.entity())
        .setParameter("id", key.id())
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  RemovalKey key() {
    return new RemovalKey(entity, id);
  }

  CopyRecord.OfRemoval copied() {
    return new CopyRecord.OfRemoval(entity, id, generation);
  }
}
