package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Purpose;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may be brought up to be in sync (design.md section 6). There are as many places as the
 * service is to have backups; which is as many as there are members by purpose, but for one. A
 * place that is lost is kept for members, and for who has lost it; if it stays vacant for the limit
 * of the settings, as many spares are invited as there are such places. While fewer are in sync
 * than must be, they are invited at once.
 */
final class Vacancies {
  /** A spare that loads pages of a copy, or syncs them, may say nothing for so long. */
  private static final int LOADING_MILLIS = 10_000;

  private final Settings settings;
  private final Actions actions;
  private final Instances instances;

  /** Spares that were invited, and when each was last heard. */
  private final Map<String, Moment> invited = new HashMap<>();

  private Configuration configuration;
  private Moment since;

  Vacancies(
      Settings settings,
      Actions actions,
      Instances instances,
      Configuration configuration,
      Moment now) {
    this.settings = settings;
    this.actions = actions;
    this.instances = instances;
    this.configuration = configuration;
    onTick(now);
  }

  /** The in-sync set is another. */
  void onConfiguration(Configuration newConfiguration, Moment now) {
    configuration = newConfiguration;
    onTick(now);
  }

  void onTick(Moment now) {
    if (count() <= 0) {
      since = null;
      invited.clear();
    } else if (since == null) {
      since = now;
    }
    invited.entrySet().removeIf(each -> isGone(each.getKey(), now.since(each.getValue())));
  }

  private boolean isGone(String instance, long silentMillis) {
    boolean there = instances.connected().contains(instance);
    return silentMillis
        >= (there
            ? Math.max(LOADING_MILLIS, settings.detectionMillis())
            : settings.detectionMillis());
  }

  private int count() {
    return instances.backupsWanted(configuration.primary().instance())
        - configuration.inSync().size();
  }

  /** Whether an instance that is not in sync is to be fed now; a spare is invited by that. */
  boolean admits(String instance, Moment now) {
    // What the instances are for may have changed since the last tick.
    onTick(now);
    return switch (instances.purpose(instance)) {
      case MEMBER -> count() > 0;
      case SPARE -> count() > 0 && (returns(instance, now) || invites(instance, now));
      case REMOTE -> true;
      case REMOVED -> false;
    };
  }

  private boolean returns(String instance, Moment now) {
    return instances.hasJustLeft(instance, limitMillis(), now);
  }

  private boolean invites(String instance, Moment now) {
    if (!invited.containsKey(instance)) {
      if (!isDue(now) || invited.size() >= count()) {
        return false;
      }
      actions.report(
          new Report(
              Report.Kind.SPARE_INVITED,
              "The spare "
                  + instance
                  + " is brought up: "
                  + count()
                  + " backups are missing since "
                  + now.since(since) / 1000
                  + " s."));
    }
    invited.put(instance, now);
    return true;
  }

  /** While all requests wait for a backup, nobody waits for who may come back. */
  private boolean isDue(Moment now) {
    boolean served = configuration.inSync().size() >= settings.minInSync();
    return !served || since != null && now.since(since) >= limitMillis();
  }

  private long limitMillis() {
    return 1000L * settings.spareSeconds();
  }

  /** Whether it may be in sync at all: one that is removed, or remote, may not. */
  boolean isEligible(String instance) {
    Purpose purpose = instances.purpose(instance);
    return purpose == Purpose.MEMBER || purpose == Purpose.SPARE;
  }
}
