package io.understudy.protocol.instance;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Moment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the clients that have been silent for the retention time: what their rows in the message
 * table take is to be given back (R8). It counts by the primary's monotonic clock, and anew
 * whenever an instance begins to serve, as nobody knows when a client was heard by another.
 *
 * <p>Most clients are known to the database only. The message table is read through in its own
 * order, one small page at a time with pauses between, once in a part of the retention time; so a
 * client goes when it has been silent between one and one and a quarter times as long.
 */
final class SilentClients {
  /** Parts of the retention time: in each it is noted who was heard. */
  private static final int PARTS = 4;

  /** Rows of the message table looked at together, and so the entries given at a time, at most. */
  private static final int PAGE = 256;

  private static final int PAUSE_MILLIS = 250;

  /** A page that has not come after so long was dropped by a database that is busy. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Settings settings;
  private final Actions actions;

  /** Of the parts before the present one, the newest first. */
  private final Deque<HeardClients> before = new ArrayDeque<>();

  private HeardClients heard = new HeardClients();
  private Moment partBegan;
  private ClientNumber cursor;
  private Moment asked;
  private boolean reading;

  SilentClients(Settings settings, Actions actions) {
    this.settings = settings;
    this.actions = actions;
  }

  /** All clients count as heard now. */
  void begin(Moment now) {
    before.clear();
    if (!heard.isEmpty()) {
      heard = new HeardClients();
    }
    partBegan = now;
    cursor = null;
    reading = false;
  }

  /** The client has said something, whatever it was. */
  void onHeard(String clientId) {
    heard.add(clientId);
  }

  /**
   * @param mayGive whether entries can be given now
   */
  void onTick(boolean mayGive, Moment now) {
    if (now.since(partBegan) >= settings.retentionSeconds() * 1000L / PARTS) {
      beginPart(now);
    }
    boolean due = asked == null || now.since(asked) >= (reading ? PATIENCE_MILLIS : PAUSE_MILLIS);
    if (cursor != null && mayGive && due) {
      reading = true;
      asked = now;
      actions.readMessageTable(cursor, PAGE);
    }
  }

  private void beginPart(Moment now) {
    before.addFirst(heard);
    heard = new HeardClients();
    partBegan = now;
    if (before.size() > PARTS) {
      before.removeLast();
    }
    if (before.size() == PARTS && cursor == null) {
      cursor = ClientNumber.NONE;
    }
  }

  private boolean isSilent(String clientId) {
    return before.size() == PARTS
        && !heard.mayHold(clientId)
        && before.stream().noneMatch(part -> part.mayHold(clientId));
  }

  /**
   * A page of the message table was read.
   *
   * @param after where it begins
   * @param rows of each client in it, in the table's order, the last row; empty at the table's end
   * @return up to where the rows of silent clients are to be dropped
   */
  List<ClientNumber> onRows(ClientNumber after, List<ClientNumber> rows) {
    if (!reading || !after.equals(cursor)) {
      return List.of();
    }
    reading = false;
    List<ClientNumber> silent = new ArrayList<>();
    cursor = null;
    for (ClientNumber last : rows) {
      boolean isSilent = isSilent(last.clientId());
      if (isSilent) {
        silent.add(last);
      }
      // The other rows of one that was heard need not be looked at.
      cursor = isSilent ? last : new ClientNumber(last.clientId(), Long.MAX_VALUE);
    }
    return silent;
  }
}
