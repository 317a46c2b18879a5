package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.eclipse.persistence.internal.helper.DatabaseTable;
import org.eclipse.persistence.sessions.JNDIConnector;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Looks at the service's entities, and at the database before the first table is made in it. Where
 * those cannot be kept equal on all instances, or this cannot be had or be an instance's, the
 * deployment fails, with one line in the log that says why. Named in persistence.xml as {@code
 * eclipselink.session.customizer}.
 */
public class StartCheck implements SessionCustomizer {
  private static final Logger LOGGER = System.getLogger("io.understudy");

  @Override
  public void customize(Session session) {
    EntityCheck.refusal(session.getDescriptors().values())
        .ifPresent(
            why -> {
              throw refused(why, null);
            });
    Set<String> own =
        session.getDescriptors().values().stream()
            .flatMap(descriptor -> descriptor.getTables().stream())
            .map(DatabaseTable::getName)
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    JNDIConnector connector = (JNDIConnector) session.getLogin().getConnector();
    check(connector.getDataSource(), own);
  }

  /**
   * @param own names of the tables of the persistence unit, in capitals
   */
  static void check(DataSource source, Set<String> own) {
    try (Connection connection = source.getConnection()) {
      Database.of(connection).refuseUnlessFit(connection);
      new DatabaseContents(connection, own).refuseOthers();
    } catch (WrongDatabaseException e) {
      throw refused(e.getMessage(), e);
    } catch (SQLException e) {
      throw refused(
          "The database cannot be opened: "
              + root(e)
              + " Look whether it runs, and at understudy.database.url, user and password.",
          e);
    }
  }

  /** What the database or its driver says, not what the pool or the socket makes of it. */
  private static String root(SQLException failure) {
    String message = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException && each.getMessage() != null) {
        message = each.getMessage().strip();
      }
    }
    return message.endsWith(".") ? message : message + ".";
  }

  private static WrongDatabaseException refused(String why, Throwable cause) {
    LOGGER.log(Level.ERROR, "UND0201 " + why);
    WrongDatabaseException refused = new WrongDatabaseException(why);
    refused.initCause(cause);
    return refused;
  }
}
