/**
 * What crosses the network, as values: between instances ({@link
 * io.understudy.protocol.message.PeerMessage}), into an intention log ({@link
 * io.understudy.protocol.message.LogMessage}), and between client and instance ({@link
 * io.understudy.protocol.message.ClientMessage}, {@link
 * io.understudy.protocol.message.ServerMessage}). How they are written as bytes is in
 * docs/protocol.md.
 */
package io.understudy.protocol.message;
