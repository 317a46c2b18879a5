package io.understudy.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The business interface of a fault-tolerant service, whose methods are marked {@link Mutation} or
 * {@link Query}. An application holds exactly one, and one stateless EJB that implements it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface FaultTolerantService {

  /** Name of the service: letters, digits, {@code -} and {@code _}; never changed. */
  String name();

  /** Version of the service: at least 1, raised whenever an operation behaves in another way. */
  int version() default 1;
}
