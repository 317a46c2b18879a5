package io.understudy.adapter;

import io.understudy.protocol.Moment;
import io.understudy.protocol.instance.Instance;

/** Something that happened, to be told to the instance on its own thread. */
@FunctionalInterface
interface Event {
  void give(Instance instance, Moment now);
}
