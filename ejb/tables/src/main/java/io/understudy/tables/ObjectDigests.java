package io.understudy.tables;

import io.understudy.api.internal.Execution;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.sessions.AbstractSession;

/**
 * Digests of the data objects that entries wrote: the same on every instance, whatever database it
 * is on (R10). What a bulk statement changes is not seen here.
 */
final class ObjectDigests {
  private final Map<Class<?>, ObjectForm> forms = new HashMap<>();

  /** Of all that the execution has written, as it is now; 0 for nothing. */
  long digest(Execution execution, AbstractSession session) {
    long sum = 0;
    for (Map.Entry<Object, Boolean> written : execution.objects().entrySet()) {
      Object object = written.getKey();
      ClassDescriptor descriptor = session.getDescriptor(object);
      if (descriptor != null) { // one that is no entity is stored nowhere
        ObjectForm form =
            forms.computeIfAbsent(object.getClass(), type -> new ObjectForm(descriptor));
        boolean removed = written.getValue();
        sum += removed ? form.digestOfRemoval(object, session) : form.digest(object, session);
      }
    }
    return sum;
  }
}
