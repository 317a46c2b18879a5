package io.understudy.web;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.Driver;

/**
 * The H2 of this archive. H2's own data source is an XA one: two-phase commit costs much, and one
 * resource needs none. By its driver's name the server would take the H2 that comes with it, whose
 * file may not open any more when the process was killed while it moved parts of it (H2's issues
 * 2752 and 4247: mended in 2.4.240).
 */
public class H2DataSource implements DataSource {
  /**
   * What the tables set when an instance starts, and H2 forgets when it closes: which it does with
   * its last connection, after a while in which nobody has asked for one. That it closes when the
   * process is told to end stays as it is: told not to, it would write its file there beside
   * transactions that are under way ({@code Database.onShutdown}); so it waits for them, or rolls
   * them back.
   */
  private static final Map<String, String> OPTIONS =
      Map.of("WRITE_DELAY", String.valueOf(Integer.MAX_VALUE), "OPTIMIZE_REUSE_RESULTS", "0");

  private final Driver driver = new Driver();
  private String url;
  private String user;
  private String password;

  /** Called by the server, as the setters below are. */
  public H2DataSource() {}

  public void setUrl(String url) {
    this.url = url;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return getConnection(user, password);
  }

  @Override
  public Connection getConnection(String name, String secret) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", name);
    properties.setProperty("password", secret);
    OPTIONS.forEach(properties::setProperty);
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException("The URL " + url + " is not one of H2: jdbc:h2:file:PATH.");
    }
    return connection;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!isWrapperFor(type)) {
      throw new SQLException("This is no " + type.getName() + ".");
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public PrintWriter getLogWriter() {
    return null; // H2 logs into a file beside its own
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    // see above
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // it is in this process: there is no network to wait for
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }
}
