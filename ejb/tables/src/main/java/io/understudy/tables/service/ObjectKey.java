package io.understudy.tables.service;

import io.understudy.api.DataObject;

/**
 * Which data object.
 *
 * @param type its entity
 * @param id its id
 */
public record ObjectKey(Class<? extends DataObject> type, Object id) {}
