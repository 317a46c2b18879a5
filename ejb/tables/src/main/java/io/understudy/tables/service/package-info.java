/**
 * Finds the application's fault-tolerant service and calls its operations by name.
 *
 * <p>{@link io.understudy.tables.service.ServiceExtension} sees the session bean as CDI starts and
 * reads the operations off its interface; a payload is a JSON object whose members are the
 * arguments by name. Whatever is wrong with a request is a response with a code, never an exception
 * of the machine.
 */
package io.understudy.tables.service;
