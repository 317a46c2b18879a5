package io.understudy.tables;

import io.understudy.api.internal.GroupScope;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.queries.DataModifyQuery;
import org.eclipse.persistence.queries.DatabaseQuery;
import org.eclipse.persistence.queries.ModifyAllQuery;
import org.eclipse.persistence.sessions.SessionEvent;
import org.eclipse.persistence.sessions.SessionEventAdapter;

/**
 * Guards bulk statements, in JPQL and SQL, which pass by the objects: outside of a group they are
 * refused (R11), inside a mutation they count as a write. Named in persistence.xml as {@code
 * eclipselink.session-event-listener}.
 */
public class WriteGuard extends SessionEventAdapter {

  @Override
  public void preExecuteQuery(SessionEvent event) {
    DatabaseQuery query = event.getQuery();
    boolean bulk = query instanceof ModifyAllQuery || query instanceof DataModifyQuery;
    // The session that makes the tables is no unit of work; and collections of values are written
    // by such queries, too, when objects are.
    if (bulk && event.getSession().isUnitOfWork() && !isWritingObjects(event)) {
      GroupScope.required().markWrittenInBulk();
    }
  }

  private static boolean isWritingObjects(SessionEvent event) {
    return ((AbstractSession) event.getSession()).getCommitManager().isActive();
  }
}
