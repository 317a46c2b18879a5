package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyTargetTest {
  private static final CopyPage PAGE =
      new CopyPage(
          new CopyHead(new EntryId(9, 2), 0, new HistoryDigest(9, 0, 0, 1), 1),
          CopyPlace.BEGIN,
          CopyPlace.END,
          List.of(
              new CopyRecord.OfEntry(entry(7, 1)),
              new CopyRecord.OfEntry(entry(8, 2, 1)),
              new CopyRecord.OfClient("client", 3)));

  @Test
  void shouldNotExecuteWhatIsRejected() {
    assertThat(CopyTarget.rejectedIn(PAGE, Set.of(new EntryId(8, 2), new EntryId(20, 2))))
        .containsExactly(8L);
  }

  @Test
  void shouldExecuteAnotherEpochsEntryOfRejectedSsn() {
    assertThat(CopyTarget.rejectedIn(PAGE, Set.of(new EntryId(8, 1)))).isEmpty();
  }
}
