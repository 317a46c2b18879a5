package io.understudy.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a mutation that is the id of the one data object it touches: it makes,
 * reads, changes or removes that one and no other. A mutation without such a parameter may touch
 * several.
 *
 * <p>The objects that the requests of a group touch are read in few statements before the first of
 * them runs, where each would else read its own; so look for an object before you make one of its
 * id. And only a service all of whose mutations touch one object each can be copied without a
 * snapshot ({@code understudy.fuzzy-copy}).
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Touches {

  /** The entity; the parameter has the type of its id. */
  Class<? extends DataObject> value();
}
