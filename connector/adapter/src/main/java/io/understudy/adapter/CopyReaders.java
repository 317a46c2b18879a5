package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.endpoint.CopyReader;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads full copies for other instances, each on a thread and in a transaction of its own, which is
 * the snapshot; a fuzzy copy has a transaction for each page. How many there are at a time, and for
 * how long, the core bounds.
 */
final class CopyReaders {
  private final EndpointSource source;
  private final Workers workers;
  private final Mailbox events;
  private final OperatorLog log;
  private final boolean fuzzy;
  private final Map<Long, Reading> readings = new ConcurrentHashMap<>();

  /**
   * @param fuzzy whether they are read while the service goes on, without a snapshot
   */
  CopyReaders(
      EndpointSource source, Workers workers, Mailbox events, OperatorLog log, boolean fuzzy) {
    this.source = source;
    this.workers = workers;
    this.events = events;
    this.log = log;
    this.fuzzy = fuzzy;
  }

  /** The first reading of a copy begins its snapshot. */
  void read(String forInstance, long copyId, CopyPlace from, int maxBytes) {
    Reading reading = readings.get(copyId);
    if (reading == null) {
      reading = new Reading(forInstance, copyId, maxBytes);
      readings.put(copyId, reading);
      start(reading);
    }
    reading.wanted.add(from);
  }

  private void start(Reading reading) {
    try {
      workers.start("understudy-copy-" + reading.instance, reading);
    } catch (IllegalStateException e) { // no thread for it: a copy must not end its source
      readings.remove(reading.copyId, reading);
      reading.failed(e);
    }
  }

  /** Lets the snapshot go; a page that is being read is read to its end. */
  void close(long copyId) {
    Reading reading = readings.remove(copyId);
    if (reading != null) {
      reading.wanted.add(CopyPlace.END); // no more
    }
  }

  void closeAll() {
    readings.keySet().forEach(this::close);
  }

  /** One copy, from its first page to its last. */
  private final class Reading implements Runnable, CopyReader {
    private final String instance;
    private final long copyId;
    private final int maxBytes;
    private final BlockingQueue<CopyPlace> wanted = new LinkedBlockingQueue<>();

    Reading(String instance, long copyId, int maxBytes) {
      this.instance = instance;
      this.copyId = copyId;
      this.maxBytes = maxBytes;
    }

    @Override
    public void run() {
      MessageEndpoint endpoint = null;
      try {
        endpoint = source.create();
        if (endpoint != null) {
          ((InstanceEndpoint) endpoint).readCopy(this);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failed(e);
      } catch (RuntimeException e) {
        log.notice(Notice.ENDPOINT_FAILED, "The copy for " + instance + " is not read: " + e, e);
        failed(e);
      } catch (Error e) {
        failed(e); // else both sides would wait for each other
        throw e;
      } finally {
        readings.remove(copyId, this);
        if (endpoint != null) {
          endpoint.release();
        }
      }
    }

    private void failed(Throwable e) {
      events.tell((target, now) -> target.onCopyFailed(instance, copyId, e.toString(), now));
    }

    @Override
    public CopyPlace awaitWanted() {
      try {
        CopyPlace next = wanted.take();
        return next.equals(CopyPlace.END) ? null : next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The reading of the copy was interrupted.", e);
      }
    }

    @Override
    public int maxBytes() {
      return maxBytes;
    }

    @Override
    public boolean isFuzzy() {
      return fuzzy;
    }

    @Override
    public void take(CopyPage page) {
      events.tell((target, now) -> target.onCopyRead(instance, copyId, page, now));
    }
  }
}
