package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Basic;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Entities each of which has one thing that a copy cannot carry. */
public final class Refused {
  private Refused() {}

  /** Reads an attribute when it is asked for. */
  @Entity
  public static class Lazy extends DataObject {
    @Id private long id;

    @Basic(fetch = FetchType.LAZY)
    private String text;
  }

  /** Has the id of another. */
  @Entity
  public static class Derived extends DataObject {
    @Id @OneToOne private Plain plain;
  }

  /** Makes a single value of what is none. */
  @Entity
  public static class Converted extends DataObject {
    @Id private long id;

    @Convert(converter = Words.class)
    private List<String> words;
  }

  /** Words with blanks between. */
  @Converter
  public static class Words implements AttributeConverter<List<String>, String> {
    @Override
    public String convertToDatabaseColumn(List<String> words) {
      return words == null ? null : String.join(" ", words);
    }

    @Override
    public List<String> convertToEntityAttribute(String text) {
      return text == null ? null : List.of(text.split(" "));
    }
  }

  /** Keeps the order of those that refer to it, in their table. */
  @Entity
  public static class Ordering extends DataObject {
    @Id private long id;

    @OneToMany(mappedBy = "whole")
    @OrderColumn
    private List<Part> parts;
  }

  /** One of several, in an order. */
  @Entity
  public static class Part extends DataObject {
    @Id private long id;
    @ManyToOne private Ordering whole;
  }

  /** Has dates of which only a part is stored. */
  @Entity
  public static class Dated extends DataObject {
    @Id private long id;

    @ElementCollection
    @Temporal(TemporalType.DATE)
    private Set<Date> days;
  }
}
