/** Entities that a service may have, and some that it may not. */
package io.understudy.tables.entities;
