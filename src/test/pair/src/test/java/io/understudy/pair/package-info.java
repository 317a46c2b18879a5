/**
 * Tests of real processes: a primary, a backup and an arbiter, started by the boot server, killed
 * and started again. A class has one pair; each test first brings it back to a primary and a backup
 * in sync, so that their order does not matter.
 */
package io.understudy.pair;
