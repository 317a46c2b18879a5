/**
 * What a service needs to be made fault-tolerant, and nothing else.
 *
 * <p>A service is an interface and a stateless EJB that implements it over JPA entities:
 *
 * <pre>
 * &#64;FaultTolerantService(name = "accounts", version = 1)
 * public interface Accounts {
 *   &#64;Mutation("deposit") long deposit(String account, long amount);
 *   &#64;Query("balance") long balance(String account);
 * }
 * </pre>
 *
 * <p>A <em>mutation</em> changes data objects and is executed on every instance, in one order, from
 * the same arguments; it may depend on them, on the data and on its {@link
 * io.understudy.api.OperationContext} only (R10). A <em>query</em> changes nothing. An error that
 * the service declares is an {@link io.understudy.api.OperationException}; any other exception is a
 * failure of the machine, and the operation is executed again.
 *
 * <p>A mutation that touches one object only may say which, by {@link io.understudy.api.Touches} on
 * the parameter that is its id: {@code deposit(@Touches(Account.class) String account, ...)}.
 */
package io.understudy.api;
