package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;

/** Refers to one that does not know of it in the database. */
@Entity
public class Book extends DataObject {
  @Id private long id;
  private Instant printed;
  @ManyToOne private Author author;

  protected Book() {}

  public Book(long id, Instant printed, Author author) {
    this.id = id;
    this.printed = printed;
    this.author = author;
  }
}
