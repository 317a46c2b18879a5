/**
 * How what crosses the network is written as bytes: {@link io.understudy.wire.Wire} turns the
 * messages of the protocol core into Protobuf envelopes (src/main/proto/understudy.proto) and back,
 * {@link io.understudy.wire.Addresses} names the queues they travel on. docs/protocol.md describes
 * both.
 */
package io.understudy.wire;
