package io.understudy.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that changes nothing: answered by the primary alone, from what is committed, and
 * never checkpointed. What it tries to write is refused (R11).
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {

  /** Name of the operation in requests; never given another meaning. */
  String value();
}
