package io.understudy.endpoint;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.TableSize;
import java.util.List;

/**
 * Where a database stands, read after its fence was raised.
 *
 * @param fence the fence from now on: an earlier holder can commit no more (R12)
 * @param position the last committed entry, with none missing below it
 * @param epochs first entry of each epoch, ascending: the history (R9)
 * @param lastTimestamp timestamp of the last committed entry; 0 for none
 * @param digest of what all entries up to the position came to (R10)
 * @param epochSeen highest epoch the instance has ever seen
 * @param incarnation counts the starts of this instance: raised with the fence
 * @param log what the operation log holds
 * @param messages what the message table holds
 * @param copying the full copy of which the database has a part: then nothing else here means
 *     anything; null if there is none
 */
public record Standing(
    long fence,
    EntryId position,
    List<EntryId> epochs,
    long lastTimestamp,
    HistoryDigest digest,
    long epochSeen,
    long incarnation,
    LogExtent log,
    TableSize messages,
    CopyMark copying) {}
