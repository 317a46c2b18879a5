/**
 * A full copy of an instance as portable records, page by page, from one snapshot of its source
 * (design.md section 6). The two sides may differ in database and schema.
 */
package io.understudy.protocol.copy;
