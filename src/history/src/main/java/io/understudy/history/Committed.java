package io.understudy.history;

/**
 * A request in the one order of the service, as the operation log of an instance has it. Entries of
 * the service's own (an epoch's first, a forgetting) are none.
 *
 * @param ssn its place
 * @param client client id of the request
 * @param number the client's number of it
 * @param operation what was asked for
 * @param input its argument, as the model takes it
 */
public record Committed(long ssn, String client, long number, String operation, String input) {}
