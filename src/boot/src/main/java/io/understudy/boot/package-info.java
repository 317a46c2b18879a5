/**
 * The {@code understudy} command: one class per subcommand. What they do is done by {@link
 * io.understudy.boot.server.BootServer}; here is only what the user types and reads.
 */
package io.understudy.boot;
