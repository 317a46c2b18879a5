package io.understudy.adapter;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Response;
import io.understudy.protocol.instance.GroupFailure;
import java.util.List;

/** What came of one database transaction with entries. */
sealed interface Attempt {

  /** All committed. */
  record Committed(List<Effect> effects) implements Attempt {}

  /** Rolled back, since the last of these responses is the error of an entry that had written. */
  record Spoiled(List<Response> responses) implements Attempt {}

  /** Rolled back as told. */
  record Abandoned() implements Attempt {}

  /** Rolled back for another reason. */
  record Failed(GroupFailure failure) implements Attempt {
    Failed(String cause) {
      this(GroupFailure.of(cause));
    }
  }

  /** Committed or not: to be looked up. */
  record Unknown(List<Effect> effects, String cause) implements Attempt {}
}
