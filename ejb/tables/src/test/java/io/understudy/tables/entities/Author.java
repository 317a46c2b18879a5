package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import java.util.List;
import java.util.Set;

/** With all that a copy carries besides single values. */
@Entity
public class Author extends DataObject {
  @Id private String id;
  private String language = "en";
  @Embedded private Address address;
  @ElementCollection private Set<String> names;
  @ElementCollection @OrderColumn private List<Integer> marks;

  @OneToMany(mappedBy = "author")
  private List<Book> books;

  @OneToOne(mappedBy = "owner")
  private Desk desk;

  protected Author() {}

  public Author(
      String id, String language, Address address, Set<String> names, List<Integer> marks) {
    this.id = id;
    this.language = language;
    this.address = address;
    this.names = names;
    this.marks = marks;
  }

  public List<Book> books() {
    return books;
  }

  public Desk desk() {
    return desk;
  }
}
