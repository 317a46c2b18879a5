package io.understudy.container;

import io.understudy.store.StoredObject;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tries to change data objects outside of a mutation, as no part of an application may (R11); and
 * looks where none should.
 */
@Stateless
public class Intruder {
  @PersistenceContext private EntityManager entities;

  /** Columns of the primary key of a table, in its order. */
  public List<String> keyOf(String table) throws SQLException {
    DatabaseMetaData database = entities.unwrap(Connection.class).getMetaData();
    String name = database.storesLowerCaseIdentifiers() ? table.toLowerCase(Locale.ROOT) : table;
    Map<Short, String> columns = new TreeMap<>();
    try (ResultSet keys = database.getPrimaryKeys(null, null, name)) {
      while (keys.next()) {
        String column = keys.getString("COLUMN_NAME").toUpperCase(Locale.ROOT);
        columns.put(keys.getShort("KEY_SEQ"), column);
      }
    }
    return List.copyOf(columns.values());
  }

  /** Class of the driver's connections, without the container's around them. */
  public Class<?> connectionClass() throws SQLException, ClassNotFoundException {
    String url = entities.unwrap(Connection.class).getMetaData().getURL();
    return Class.forName(
        url.startsWith("jdbc:h2:")
            ? "org.h2.jdbc.JdbcConnection"
            : "org.postgresql.jdbc.PgConnection");
  }

  public void store(String key) throws ReflectiveOperationException {
    Constructor<StoredObject> made = StoredObject.class.getDeclaredConstructor();
    made.setAccessible(true);
    StoredObject object = made.newInstance();
    Field named = StoredObject.class.getDeclaredField("key");
    named.setAccessible(true);
    named.set(object, key);
    entities.persist(object);
  }

  public void remove(String key) {
    entities.remove(entities.find(StoredObject.class, key));
  }

  public void removeByJpql() {
    entities.createQuery("delete from StoredObject o").executeUpdate();
  }

  public void removeBySql() {
    entities.createNativeQuery("delete from STORED_OBJECT").executeUpdate();
  }
}
