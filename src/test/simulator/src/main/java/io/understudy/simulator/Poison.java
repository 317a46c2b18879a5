package io.understudy.simulator;

/** What the operation "poison" does to a server, by the first word of its payload. */
enum Poison {
  /** It ends the process. */
  KILLS,
  /** It ends the process when it has run for a while, as one does that fills the memory. */
  KILLS_LATE,
  /** It never ends. */
  NEVER_ENDS,
  /** It fails, for a reason that is no answer. */
  FAILS,
  /** It takes its time, and ends; what its group has written then never reaches the database. */
  FLUSH_HANGS
}
