package io.understudy.tables.service;

import io.understudy.api.DataObject;
import io.understudy.api.Touches;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

/**
 * The one object that an operation says it touches.
 *
 * @param parameter which of its parameters is the object's id
 * @param type the object's entity
 */
record Touched(int parameter, Class<? extends DataObject> type) {

  /** Null if it says nothing. */
  static Touched of(Method method) {
    Touched touched = null;
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      Touches touches = parameters[i].getAnnotation(Touches.class);
      if (touches != null && touched != null) {
        throw new DeploymentException(
            method + " has two parameters marked @Touches: leave both unmarked.");
      }
      touched = touches == null ? touched : new Touched(i, touches.value());
    }
    return touched;
  }

  ObjectKey in(Object[] arguments) {
    return new ObjectKey(type, arguments[parameter]);
  }
}
