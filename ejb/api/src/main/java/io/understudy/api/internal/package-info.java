/**
 * Not API: what ties the public types to Understudy's own EJBs, which open a scope around each
 * group of entries and each mutation in it. Services do not call it.
 */
package io.understudy.api.internal;
