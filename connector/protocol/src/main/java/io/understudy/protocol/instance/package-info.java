/**
 * One instance of a service: {@link io.understudy.protocol.instance.Instance} takes what happened
 * and tells {@link io.understudy.protocol.instance.Actions} what is to be done.
 */
package io.understudy.protocol.instance;
