package io.understudy.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that changes data objects. Each is an entry in the order of the service: logged,
 * checkpointed and executed on every instance. Its body may run more than once on an instance; only
 * its commit is once.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Mutation {

  /** Name of the operation in requests; never given another meaning. */
  String value();
}
