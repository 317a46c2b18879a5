/** Small programs over the client library, as README.md runs them. */
package io.understudy.examples;
