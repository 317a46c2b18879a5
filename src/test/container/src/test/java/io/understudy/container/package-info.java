/**
 * Tests of the tables and the object store inside Payara Micro, delivered to as the resource
 * adapter does, on H2 and on PostgreSQL.
 */
package io.understudy.container;
