package io.understudy.simulator;

import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * A fuzzy copy: the counters are read a few at a time, as they are then; behind them, as it all is
 * once they have been read, message table and operation log, whose requests since the beginning are
 * executed by whoever loads it.
 */
final class FuzzyReading implements Reading {
  private static final String TABLES = "tables ";

  private final Database database;
  private final CopyHead begun;
  private CopyHead ended;
  private List<CopyRecord> tables;

  FuzzyReading(Database database) {
    this.database = database;
    begun = Snapshot.head(database);
  }

  @Override
  public long position() {
    return begun.position().ssn();
  }

  @Override
  public boolean isWhole(CopyPlace from) {
    boolean fits = tables == null || from.text().startsWith(TABLES);
    return fits && database.logFrom() <= position() + 1;
  }

  @Override
  public CopyPage page(CopyPlace from, int size) {
    return from.text().startsWith(TABLES)
        ? table(from, Integer.parseInt(from.text().substring(TABLES.length())), size)
        : counters(from, 1 + size % 2);
  }

  private CopyPage counters(CopyPlace from, int count) {
    NavigableMap<String, Long> left = database.counters().tailMap(from.text(), false);
    List<CopyRecord> read = new ArrayList<>();
    String last = "";
    for (String name : left.keySet()) {
      if (read.size() < count) {
        read.add(Snapshot.counter(database, name));
        last = name;
      }
    }
    boolean ends = read.size() == left.size();
    return new CopyPage(begun, from, ends ? new CopyPlace(TABLES + 0) : new CopyPlace(last), read);
  }

  private CopyPage table(CopyPlace from, int first, int size) {
    if (tables == null) {
      ended = Snapshot.head(database);
      tables = Snapshot.tables(database);
    }
    int end = Math.min(tables.size(), first + size);
    return end == tables.size()
        ? new CopyPage(ended, from, CopyPlace.END, tables.subList(first, end))
        : new CopyPage(begun, from, new CopyPlace(TABLES + end), tables.subList(first, end));
  }
}
