package io.understudy.tables.entities;

import jakarta.persistence.Embeddable;
import jakarta.persistence.ManyToOne;

/** Refers to what it is embedded in. */
@Embeddable
public class Link {
  @ManyToOne private Circular next;
}
