/**
 * The built-in service: an object store. Objects are JSON values under keys; integers among them
 * serve as counters and accounts.
 *
 * <p>It is an ordinary service, written as a user's would be: an interface whose methods are
 * mutations and queries, a stateless EJB that implements it, and an entity. Nothing in Understudy
 * knows it.
 */
package io.understudy.store;
