package io.understudy.tables;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.tables.service.ServiceExtension;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Runs a query in a transaction that is always rolled back. */
@Stateless
public class QueryBean {
  @PersistenceContext private EntityManager entities;
  @Resource private EJBContext context;
  @Inject private ServiceExtension extension;

  /** A query that tries to write fails loudly (R11) instead of being rolled back in silence. */
  public Response query(String operation, Payload payload) {
    LastCommit reached = LastCommit.seen();
    Response response = extension.service().query(operation, payload);
    entities.flush();
    reached.requireStillThere(entities);
    context.setRollbackOnly();
    return response;
  }
}
