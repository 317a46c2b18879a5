package io.understudy.endpoint;

/**
 * Whom a database belongs to.
 *
 * @param serviceId random number given to the service when it was made
 * @param instance name of the instance
 */
public record Identity(String serviceId, String instance) {}
