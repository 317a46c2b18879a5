package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** a is the primary; what the others are for is given in each test. */
class VacanciesTest {
  private static final long LIMIT = 1000L * Settings.DEFAULT.spareSeconds();

  private final Recorded actions = new Recorded();
  private final Instances instances = new Instances();
  private final Map<String, Registration> registrations = new HashMap<>();
  private Vacancies vacancies;

  private void register(Purpose purpose, String... names) {
    for (String name : names) {
      registrations.put(name, new Registration(name, purpose));
    }
    instances.onRegistrations(registrations);
  }

  private void given(Member... inSync) {
    given(Settings.DEFAULT, inSync);
  }

  private void given(Settings settings, Member... inSync) {
    vacancies = new Vacancies(settings, actions.actions(), instances, Given.record(inSync), at(0));
  }

  private static Settings minInSync(int minimum) {
    return Settings.DEFAULT.with(Setting.MIN_IN_SYNC, minimum);
  }

  private boolean admits(String name, long millis) {
    vacancies.onTick(at(millis));
    return vacancies.admits(name, at(millis));
  }

  @Test
  void shouldAdmitMembersAtOnceWhileBackupsAreMissing() {
    register(Purpose.MEMBER, "a", "b", "c");
    given(C);

    assertThat(admits("b", 1)).isTrue();

    vacancies.onConfiguration(Given.record(B, C), at(2));
    assertThat(admits("d", 3)).isFalse();
  }

  @Test
  void shouldInviteASpareOnlyWhenAPlaceWasVacantForTheLimit() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s");
    given(B);
    assertThat(admits("s", 10 * LIMIT)).isFalse();

    vacancies.onConfiguration(Given.record(), at(10 * LIMIT));

    assertThat(admits("s", 11 * LIMIT - 1)).isFalse();
    assertThat(admits("s", 11 * LIMIT)).isTrue();
    assertThat(actions.arguments("report", 0, Report.class))
        .extracting(Report::kind)
        .containsExactly(Report.Kind.SPARE_INVITED);
  }

  @Test
  void shouldInviteASpareAtOnceWhenFewerBackupsAreInSyncThanMustBe() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s");
    given(minInSync(1));

    assertThat(admits("s", 1)).isTrue();
  }

  @Test
  void shouldLetASpareWaitAgainWhenAMemberComesBackFirst() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s");
    given();
    assertThat(admits("s", LIMIT)).isTrue();

    vacancies.onConfiguration(Given.record(B), at(LIMIT + 1));

    assertThat(admits("s", LIMIT + 2)).isFalse();
  }

  @Test
  void shouldInviteNoMoreSparesThanBackupsAreMissing() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s", "t");
    given();

    assertThat(admits("s", LIMIT)).isTrue();
    assertThat(admits("t", LIMIT + 1)).isFalse();
    assertThat(admits("s", LIMIT + 2)).isTrue();

    // s is not heard any more
    long later = LIMIT + 3 + Settings.DEFAULT.detectionMillis();
    assertThat(admits("t", later)).isTrue();
  }

  @Test
  void shouldInviteNoOtherWhileASpareThatIsConnectedLoadsWhatWasCopied() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s", "t");
    instances.onConnected("s");
    given();
    assertThat(admits("s", LIMIT)).isTrue();

    long later = LIMIT + 2L * Settings.DEFAULT.detectionMillis();
    assertThat(admits("t", later)).isFalse();
    assertThat(admits("s", later)).isTrue();

    // it says nothing, though it is connected
    assertThat(admits("t", later + 10_000)).isTrue();
  }

  @Test
  void shouldInviteASpareWhenAPlaceHasBecomeVacantByARegistrationAlone() {
    register(Purpose.MEMBER, "a");
    register(Purpose.SPARE, "s");
    given(minInSync(1));

    register(Purpose.MEMBER, "b");

    assertThat(vacancies.admits("s", at(1))).isTrue();
  }

  @Test
  void shouldKeepThePlaceForASpareThatHasJustLostIt() {
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s");
    given();

    instances.onLeft("s", at(1));

    assertThat(admits("s", 2)).isTrue();
  }

  @Test
  void shouldWantAsManyBackupsAsThereAreMembersButForThePrimary() {
    assertThat(instances.backupsWanted("a")).as("nothing is known").isEqualTo(Integer.MAX_VALUE);
    register(Purpose.MEMBER, "a", "b");
    register(Purpose.SPARE, "s");
    register(Purpose.REMOTE, "r");

    assertThat(instances.backupsWanted("a")).isEqualTo(1);
    assertThat(instances.backupsWanted("s")).as("a spare in office").isEqualTo(1);
    assertThat(instances.backupsWanted("r")).as("a forced replica").isEqualTo(2);
  }

  @Test
  void shouldFeedARemoteReplicaAlwaysAndNeverTakeItIn() {
    register(Purpose.MEMBER, "a");
    register(Purpose.REMOTE, "r");
    given();

    assertThat(admits("r", 1)).isTrue();
    assertThat(vacancies.isEligible("r")).isFalse();
  }
}
