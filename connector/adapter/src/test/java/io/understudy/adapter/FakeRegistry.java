package io.understudy.adapter;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;

/** A transaction at a time, as a container would run it around a delivery. */
final class FakeRegistry implements TransactionSynchronizationRegistry {
  private final List<Synchronization> synchronizations = new ArrayList<>();
  private boolean active;
  private boolean rollbackOnly;

  void begin() {
    active = true;
    rollbackOnly = false;
    synchronizations.clear();
  }

  boolean isRollbackOnly() {
    return rollbackOnly;
  }

  void end(int status) {
    active = false;
    synchronizations.forEach(each -> each.afterCompletion(status));
  }

  @Override
  public void registerInterposedSynchronization(Synchronization synchronization) {
    synchronizations.add(synchronization);
  }

  @Override
  public void setRollbackOnly() {
    if (!active) {
      throw new IllegalStateException("There is no transaction.");
    }
    rollbackOnly = true;
  }

  @Override
  public boolean getRollbackOnly() {
    return rollbackOnly;
  }

  @Override
  public int getTransactionStatus() {
    return active ? Status.STATUS_ACTIVE : Status.STATUS_NO_TRANSACTION;
  }

  @Override
  public Object getTransactionKey() {
    return active ? this : null;
  }

  @Override
  public void putResource(Object key, Object value) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public Object getResource(Object key) {
    throw new UnsupportedOperationException("not used");
  }
}
