package io.understudy.container;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.endpoint.Group;
import io.understudy.protocol.copy.GenerationFilter;
import io.understudy.store.ObjectStoreBean;
import io.understudy.store.StoredObject;
import io.understudy.tables.GroupBean;
import io.understudy.tables.InstanceListener;
import io.understudy.tables.WriteGuard;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;

/**
 * A rule of the design, broken in this server until it is closed: what is to find that out must
 * then fail.
 */
public final class BrokenRule implements AutoCloseable {
  private static final List<Long> SEEN = new CopyOnWriteArrayList<>();

  private final List<Class<?>> changed = new ArrayList<>();

  private BrokenRule() {
    ByteBuddyAgent.install();
  }

  /** R11: whoever writes an object counts as a mutation. */
  static BrokenRule objectsUnguarded() {
    return new BrokenRule()
        .change(GroupScope.class, Advice.to(AnyExecution.class).on(named("requiredExecution")));
  }

  /** R11: bulk statements are not looked at. */
  static BrokenRule statementsUnguarded() {
    return new BrokenRule()
        .change(WriteGuard.class, Advice.to(Nothing.class).on(named("preExecuteQuery")));
  }

  /** R12: a group commits whatever the fence is. */
  static BrokenRule fenceNotCompared() throws ReflectiveOperationException {
    return new BrokenRule().move("withoutFence");
  }

  /** R12: where the database stands is read before the raised fence is on the disk. */
  static BrokenRule fenceNotSynced() {
    return new BrokenRule()
        .change(InstanceListener.class, Advice.to(Nothing.class).on(named("sync")));
  }

  /** R9: an entry whose rows are there is executed again. */
  static BrokenRule executedAgain() throws ReflectiveOperationException {
    return new BrokenRule()
        .change(GroupBean.class, Advice.to(RowsDropped.class).on(named("execute")))
        .move("withoutPosition");
  }

  /** Section 6: a fuzzy copy leaves out nothing, whatever its objects have already. */
  static BrokenRule nothingFiltered() {
    return new BrokenRule().change(GenerationFilter.class, Advice.to(Never.class).on(named("has")));
  }

  /** Section 6: a fuzzy copy leaves out all, whatever its objects lack. */
  static BrokenRule allFiltered() {
    return new BrokenRule()
        .change(GenerationFilter.class, Advice.to(Always.class).on(named("has")));
  }

  /**
   * No rule, but what another service might do: to delete sets all numbers, in one statement, and
   * then looks at its object.
   */
  static BrokenRule deletesByAStatement() {
    return new BrokenRule()
        .change(ObjectStoreBean.class, Advice.to(NumbersSet.class).on(named("delete")));
  }

  /**
   * No rule, but what a network may do: the database commits, and its answer is lost.
   *
   * @param connection class of the driver's connections
   */
  static BrokenRule answersOfCommitsLost(Class<?> connection) {
    return new BrokenRule().change(connection, Advice.to(AnswerLost.class).on(named("commit")));
  }

  /** Has the statement that moves the position made by another method. */
  private BrokenRule move(String method) throws ReflectiveOperationException {
    return change(
        Class.forName("io.understudy.tables.PositionMove"),
        MemberSubstitution.relaxed()
            .method(named("prepareStatement"))
            .replaceWith(BrokenRule.class.getMethod(method, Connection.class, String.class))
            .on(named("beforeCompletion")));
  }

  private BrokenRule change(Class<?> type, AsmVisitorWrapper how) {
    new ByteBuddy()
        .redefine(type)
        .visit(how)
        .make()
        .load(type.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
    changed.add(type);
    return this;
  }

  @Override
  public void close() throws IOException {
    ClassReloadingStrategy.fromInstalledAgent().reset(changed.toArray(Class<?>[]::new));
  }

  public static PreparedStatement withoutFence(Connection connection, String sql)
      throws SQLException {
    return prepared(connection, sql, "FENCE = ?");
  }

  public static PreparedStatement withoutPosition(Connection connection, String sql)
      throws SQLException {
    return prepared(connection, sql, "POSITION_SSN = ? AND ERASING");
  }

  private static PreparedStatement prepared(Connection connection, String sql, String condition)
      throws SQLException {
    if (!sql.contains(condition)) {
      throw new IllegalStateException("There is no such condition any more: " + sql);
    }
    String always = condition.replaceFirst("[A-Z_]+ = \\?", "CAST(? AS BIGINT) IS NOT NULL");
    return connection.prepareStatement(sql.replace(condition, always));
  }

  /** As if the tables would take them twice. */
  public static void dropRows(EntityManager entities, Group group) throws SQLException {
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement log = connection.prepareStatement("DELETE FROM UND_LOG WHERE SSN >= ?");
        PreparedStatement messages =
            connection.prepareStatement("DELETE FROM UND_MESSAGE WHERE SSN >= ?")) {
      for (PreparedStatement drop : List.of(log, messages)) {
        drop.setLong(1, group.entries().get(0).ssn());
        drop.executeUpdate();
      }
    }
  }

  /** What its body has found after its statement. */
  public static void see(StoredObject object) throws ReflectiveOperationException {
    Field number = StoredObject.class.getDeclaredField("number");
    number.setAccessible(true);
    SEEN.add((Long) number.get(object));
  }

  static List<Long> seen() {
    return SEEN;
  }

  static final class AnyExecution {
    @Advice.OnMethodExit(onThrowable = IllegalStateException.class)
    static void exit(
        @Advice.Return(readOnly = false) Execution returned,
        @Advice.Thrown(readOnly = false) Throwable thrown) {
      if (thrown != null) {
        thrown = null;
        returned = new Execution(1, 0, 0);
      }
    }
  }

  static final class Never {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean returned) {
      returned = false;
    }
  }

  static final class Always {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean returned) {
      returned = true;
    }
  }

  static final class AnswerLost {
    @Advice.OnMethodExit
    static void exit() throws SQLException {
      throw new SQLException("The connection was lost.", "08006");
    }
  }

  static final class Nothing {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class NumbersSet {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(
        @Advice.FieldValue("entities") EntityManager entities, @Advice.Argument(0) String key)
        throws ReflectiveOperationException {
      entities.createQuery("update StoredObject o set o.number = 7").executeUpdate();
      BrokenRule.see(entities.find(StoredObject.class, key));
      return true;
    }
  }

  static final class RowsDropped {
    @Advice.OnMethodEnter
    static void enter(
        @Advice.FieldValue("entities") EntityManager entities, @Advice.Argument(0) Group group)
        throws SQLException {
      BrokenRule.dropRows(entities, group);
    }
  }
}
