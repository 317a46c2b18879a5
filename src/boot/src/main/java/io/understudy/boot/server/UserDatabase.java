package io.understudy.boot.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A database of the user's own for an instance, in place of an H2 file in the instance's directory.
 * User and password stand in one file that only its owner can read, and nowhere else.
 *
 * @param url JDBC URL, without user and password
 * @param user who opens it
 * @param password empty where the server asks for none
 */
public record UserDatabase(String url, String user, String password) {
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String SOURCE = "org.postgresql.ds.PGSimpleDataSource";
  private static final String KEY = "understudy.database.";

  /**
   * So that a lost server is a failure and not a wait for ever; each statement of Understudy's
   * takes far less than the last of them, in seconds.
   */
  private static final Map<String, String> USUAL =
      new TreeMap<>(Map.of("tcpKeepAlive", "true", "connectTimeout", "10", "socketTimeout", "60"));

  /**
   * As a user names it.
   *
   * @param given a JDBC URL with the parameters user and password, or the path of a file of
   *     properties url, user and password: what stands on a command line others may read
   */
  public static UserDatabase parse(String given) {
    if (given.startsWith("jdbc:")) {
      return ofUrl(given, new Properties());
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(given), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new BootException(
          "\""
              + given
              + "\" is no URL as jdbc:postgresql://HOST:PORT/DATABASE, and as a file it cannot be read: "
              + (e instanceof InvalidPathException ? "that is no path" : e),
          e);
    }
    if (properties.getProperty("url") == null) {
      throw new BootException(
          "The file " + given + " names no url; it may have url, user and password.");
    }
    return ofUrl(properties.getProperty("url").strip(), properties);
  }

  private static UserDatabase ofUrl(String given, Properties properties) {
    int query = given.indexOf('?');
    String place = query < 0 ? given : given.substring(0, query);
    // The driver would take a password before the host for a part of the host's name.
    if (!place.startsWith(POSTGRESQL) || place.contains("@")) {
      throw new BootException(
          "A database is named as jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD."
              + " Without one an instance has an H2 database in a file of its own.");
    }
    Map<String, String> parameters = parameters(query < 0 ? "" : given.substring(query + 1));
    String user = taken("user", parameters, properties);
    if (user.isEmpty()) {
      throw new BootException("The database " + place + " needs a user: " + place + "?user=...");
    }
    String password = taken("password", parameters, properties);
    return new UserDatabase(url(place, parameters), user, password);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query.split("&")) {
      if (!parameter.isEmpty()) {
        String[] parts = parameter.split("=", 2);
        parameters.put(parts[0], parts.length < 2 ? "" : parts[1]);
      }
    }
    return parameters;
  }

  private static String taken(String name, Map<String, String> parameters, Properties properties) {
    String parameter = parameters.remove(name);
    return parameter != null
        ? URLDecoder.decode(parameter, StandardCharsets.UTF_8)
        : properties.getProperty(name, "");
  }

  private static String url(String place, Map<String, String> parameters) {
    return parameters.isEmpty()
        ? place
        : parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(Collectors.joining("&", place + "?", ""));
  }

  /** Writes it as the server of the instance reads it, its system properties that is. */
  void write(Path file) {
    Properties properties = new Properties();
    properties.setProperty(KEY + "class", SOURCE);
    properties.setProperty(KEY + "url", literal(urlWithUsual()));
    properties.setProperty(KEY + "user", literal(user));
    if (!password.isEmpty()) {
      properties.setProperty(KEY + "password", literal(password));
    }
    try {
      Files.createDirectories(file.getParent());
      Path next =
          Files.createTempFile(
              file.getParent(),
              "database",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (OutputStream out = Files.newOutputStream(next)) {
        properties.store(out, "Given to understudy up --database. For its owner only.");
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UnsupportedOperationException e) {
      throw new BootException(
          "The user and password of the database cannot be kept in " + file + ": " + e, e);
    }
  }

  private String urlWithUsual() {
    int query = url.indexOf('?');
    Map<String, String> parameters = parameters(query < 0 ? "" : url.substring(query + 1));
    USUAL.forEach(parameters::putIfAbsent);
    return url(query < 0 ? url : url.substring(0, query), parameters);
  }

  /**
   * Without an escape MicroProfile Config would take what looks like an expression for one; Payara
   * takes the escape off before these characters only, and leaves a backslash before others.
   */
  private static String literal(String value) {
    return value.replaceAll("[${}]", "\\\\$0");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url;
  }
}
