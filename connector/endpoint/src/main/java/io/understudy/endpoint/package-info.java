/**
 * What the resource adapter asks of the application server's side: the message listener interface
 * of the inbound contract (Jakarta Connectors, chapter 13) and the values it passes. The adapter
 * calls it, a message-driven bean of the application implements it.
 */
package io.understudy.endpoint;
