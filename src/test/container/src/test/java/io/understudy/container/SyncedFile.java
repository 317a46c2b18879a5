package io.understudy.container;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;

/**
 * H2's file in this server, copied each time it is synced: what a loss of power would leave of it
 * at least.
 */
public final class SyncedFile implements AutoCloseable {
  private static final String SUFFIX = ".mv.db";
  private static final List<Path> COPIES = new CopyOnWriteArrayList<>();

  private final Class<?> store;

  /** Copies what is synced from now on. */
  SyncedFile() throws ReflectiveOperationException {
    store = Class.forName("org.h2.mvstore.SingleFileStore");
    ByteBuddyAgent.install();
    new ByteBuddy()
        .redefine(store)
        .visit(Advice.to(Copied.class).on(named("sync")))
        .make()
        .load(store.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
  }

  /** What a query of one value gives after each sync since this was last asked. */
  List<String> read(String sql) throws ReflectiveOperationException, SQLException, IOException {
    List<String> values = new ArrayList<>();
    for (Path copy : COPIES) {
      values.add(read(copy, sql));
    }
    drop();
    return values;
  }

  private static String read(Path copy, String sql)
      throws ReflectiveOperationException, SQLException {
    Driver driver = (Driver) Class.forName("org.h2.Driver").getConstructor().newInstance();
    Properties user = new Properties();
    user.setProperty("user", "understudy");
    user.setProperty("password", "understudy");
    String name = copy.toString().replace(SUFFIX, "");
    try (Connection connection = driver.connect("jdbc:h2:file:" + name + ";IFEXISTS=TRUE", user);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Called when the file has been synced. */
  public static void copy(String file) throws IOException {
    Path copy = Path.of(file.replace(SUFFIX, ".synced-" + COPIES.size() + SUFFIX));
    Files.copy(Path.of(file), copy);
    COPIES.add(copy);
  }

  private static void drop() throws IOException {
    for (Path copy : COPIES) {
      Files.delete(copy);
    }
    COPIES.clear();
  }

  @Override
  public void close() throws IOException {
    ClassReloadingStrategy.fromInstalledAgent().reset(store);
    drop();
  }

  static final class Copied {
    @Advice.OnMethodExit
    static void exit(@Advice.This Object store) throws IOException {
      SyncedFile.copy(store.toString());
    }
  }
}
