package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class CopyProgressTest {
  private static final CopyHead OF_FORTY =
      new CopyHead(new EntryId(9, 2), 0, new HistoryDigest(9, 0, 0, 1), 40);

  private final CopyProgress progress = new CopyProgress();

  private static CopyPage page(int records) {
    return new CopyPage(
        OF_FORTY,
        CopyPlace.BEGIN,
        CopyPlace.END,
        Collections.nCopies(records, new CopyRecord.OfClient("client", 3)));
  }

  @Test
  void shouldSayWhatIsLoadedAndHowLongTheRestTakesAtThatRate() {
    CopyPage page = page(10);
    progress.begin(at(0));
    assertThat(progress).hasToString("0 of 0 records, 0 bytes, 0 s");

    progress.onLoaded(page);
    progress.onTick(at(2_000));

    assertThat(progress)
        .hasToString("10 of 40 records, " + page.weight() + " bytes, 2 s, 6 s left");
  }

  @Test
  void shouldExpectNoMoreThanThereIsWhenMoreCameThanWasSaid() {
    progress.begin(at(0));
    progress.onLoaded(page(30));
    progress.onLoaded(page(30));
    progress.onTick(at(1_000));

    assertThat(progress).asString().startsWith("60 of 60 records").endsWith("1 s, 0 s left");
  }
}
