package io.understudy.endpoint;

import io.understudy.protocol.Response;

/**
 * A row of the message table.
 *
 * @param number client sequence number
 * @param ssn the entry
 * @param digest digest of operation and payload: tells another content under the same number
 * @param response the response, the same for ever
 */
public record StoredResponse(long number, long ssn, long digest, Response response) {}
