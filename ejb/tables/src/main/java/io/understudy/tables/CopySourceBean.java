package io.understudy.tables;

import io.understudy.endpoint.CopyReader;
import io.understudy.protocol.copy.CopyPlace;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;

/** Reads all that this instance holds, for another one (design.md section 6). */
@Stateless
public class CopySourceBean {
  @PersistenceContext private EntityManager entities;

  /** One transaction, as long as pages are wanted: it changes nothing and holds no locks. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void read(CopyReader reader) {
    Connection connection = entities.unwrap(Connection.class);
    Database database = Database.of(connection);
    database.beginSnapshot(connection);
    try {
      CopyPages pages = new CopyPages(entities, reader.maxBytes(), false, null);
      for (CopyPlace place = reader.awaitWanted(); place != null; place = reader.awaitWanted()) {
        reader.take(pages.read(place));
        entities.clear();
      }
    } finally {
      database.endSnapshot(connection);
    }
  }

  /**
   * One page of a fuzzy copy, as the database is now.
   *
   * @param course of the pages before; null at the beginning
   * @return its course up to here
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public CopyCourse readFuzzily(CopyReader reader, CopyPlace from, CopyCourse course) {
    CopyPages pages = new CopyPages(entities, reader.maxBytes(), true, course);
    reader.take(pages.read(from));
    return pages.course();
  }
}
