package io.understudy.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.api.DataObject;
import io.understudy.protocol.Entry;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages of a copy, read in the transaction under way, each part along its key: data objects by
 * entity, those referred to first, history of epochs, message table, floors of clients. A fuzzy
 * copy has behind its objects what is known of those that are gone, and at its end the requests
 * committed since it began: until then it does not hold together.
 */
final class CopyPages {
  /** From page to page at most doubled. */
  private static final int MOST_ROWS = 2048;

  /** Of the largest, they take 64 MiB. */
  private static final int SAFE_ROWS = 64;

  /** What is read for a page takes no more than so many pages, but for as few rows. */
  private static final int PAGES_IN_MEMORY = 16;

  /** Rows with several records, read at a time: of the largest, they take 16 MiB. */
  private static final int PACKED_ROWS = 16;

  private static final String EPOCHS = "epochs";
  private static final String OBJECTS = "objects ";
  private static final String MESSAGES = "messages";
  private static final String CLIENTS = "clients";
  private static final String REMOVALS = "removals";
  private static final String REQUESTS = "requests";

  private final EntityManager entities;
  private final int maxBytes;
  private final Map<String, PortableObject> forms = new LinkedHashMap<>();
  private final Map<String, PlainEntity> plain = new HashMap<>();
  private final List<String> parts = new ArrayList<>();
  private final CopyCourse course;

  /**
   * @param course of the pages read before; null at the beginning
   */
  CopyPages(EntityManager entities, int maxBytes, boolean fuzzy, CopyCourse course) {
    this.entities = entities;
    this.maxBytes = maxBytes;
    List<Class<? extends DataObject>> types =
        new ArrayList<>(new DataObjectTypes(entities).inOrderOfErasure());
    Collections.reverse(types);
    for (Class<? extends DataObject> type : types) {
      PortableObject form = new PortableObject(entities, type);
      if (fuzzy && form.isScattered()) {
        throw new IllegalStateException(
            form.entity()
                + " has values in several tables: a fuzzy copy would mix those of two moments. Take understudy.fuzzy-copy away.");
      }
      forms.put(OBJECTS + form.entity(), form);
      PlainEntity.of(entities, type)
          .ifPresent(entity -> plain.put(OBJECTS + form.entity(), entity));
      parts.add(OBJECTS + form.entity());
    }
    if (fuzzy) {
      parts.add(REMOVALS);
    }
    parts.add(EPOCHS);
    parts.add(MESSAGES);
    parts.add(CLIENTS);
    if (fuzzy) {
      parts.add(REQUESTS);
    }
    this.course = course == null ? new CopyCourse(fuzzy, head(count())) : course;
  }

  /** Where the database stands. */
  private CopyHead head(long records) {
    InstanceRow instance = entities.find(InstanceRow.class, InstanceRow.ONLY);
    return new CopyHead(instance.position(), instance.lastTimestamp(), instance.digest(), records);
  }

  CopyCourse course() {
    return course;
  }

  private long count() {
    InstanceRow instance = entities.find(InstanceRow.class, InstanceRow.ONLY);
    long sum = count("ClientRow") + instance.messages().rows();
    for (PortableObject form : forms.values()) {
      sum += count(form.entity());
    }
    return sum;
  }

  private long count(String entity) {
    return entities
        .createQuery("select count(o) from " + entity + " o", Long.class)
        .getSingleResult();
  }

  CopyPage read(CopyPlace from) {
    Place place =
        from.equals(CopyPlace.BEGIN) ? new Place(parts.get(0), List.of()) : Place.parse(from);
    if (parts.indexOf(place.part()) >= parts.indexOf(EPOCHS)) {
      course.endAt(head(course.begun().records()));
    } else if (course.hasEnd()) {
      throw new IllegalStateException(
          "What comes behind the objects of this copy was read already: objects as they are now are newer.");
    }
    Found found = rows(place, fitting(place, course.rows()));
    List<CopyRecord> records = new ArrayList<>();
    long bytes = 0;
    List<String> last = place.key();
    for (Keyed row : found.records()) {
      if (bytes >= maxBytes) {
        break;
      }
      records.add(row.record());
      bytes += row.record().weight();
      last = row.key();
    }
    boolean ends = found.isLast() && records.size() == found.records().size();
    adapt(records.size(), bytes);
    CopyPlace next = ends ? behind(place) : new Place(place.part(), last).place();
    CopyHead head = next.equals(CopyPlace.END) ? course.ended() : course.begun();
    return new CopyPage(head, from, next, records);
  }

  /** So few that they fit into memory, however large the next ones are. */
  private int fitting(Place place, int wanted) {
    int rows = wanted;
    while (rows > SAFE_ROWS && bytes(place, rows) > PAGES_IN_MEMORY * (long) maxBytes) {
      rows /= 2;
    }
    return rows;
  }

  private long bytes(Place place, int rows) {
    List<String> key = place.key();
    switch (place.part()) {
      case EPOCHS, CLIENTS, REMOVALS, MESSAGES, REQUESTS:
        return 0; // small, or read a few at a time
      default:
        PortableObject form = forms.get(place.part());
        return plain.containsKey(place.part())
            ? plain
                .get(place.part())
                .bytes(entities, form.idName(), key.isEmpty() ? null : form.id(key.get(0)), rows)
            : Long.MAX_VALUE;
    }
  }

  /** So that a page of rows like the last ones has about as many bytes as it may. */
  private void adapt(int count, long bytes) {
    if (count > 0) {
      long fitting = maxBytes / Math.max(1, bytes / count);
      course.rows((int) Math.max(1, Math.min(Math.min(MOST_ROWS, 2L * course.rows()), fitting)));
    }
  }

  private CopyPlace behind(Place place) {
    int next = parts.indexOf(place.part()) + 1;
    return next == parts.size() ? CopyPlace.END : new Place(parts.get(next), List.of()).place();
  }

  /** A record and where in its part it stands. */
  private record Keyed(List<String> key, CopyRecord record) {}

  /**
   * What comes next in a part.
   *
   * @param isLast whether nothing comes behind it
   */
  private record Found(List<Keyed> records, boolean isLast) {}

  private Found rows(Place place, int limit) {
    List<String> key = place.key();
    return switch (place.part()) {
      case MESSAGES -> messages(key, limit);
      case REQUESTS -> requests(key, limit);
      default -> {
        List<Keyed> rows = single(place, limit);
        yield new Found(rows, rows.size() < limit);
      }
    };
  }

  /** Of a part whose rows hold one record each. */
  private List<Keyed> single(Place place, int limit) {
    return switch (place.part()) {
      case EPOCHS -> epochs(place.key(), limit);
      case CLIENTS -> clients(place.key(), limit);
      case REMOVALS -> removals(place.key(), limit);
      default ->
          plain.containsKey(place.part())
              ? values(place, limit)
              : objects(forms.get(place.part()), place.key(), limit);
    };
  }

  private List<Keyed> epochs(List<String> key, int limit) {
    return page(
            entities
                .createQuery(
                    "select e from EpochRow e where e.ssn > :after and e.ssn <= :through"
                        + " order by e.ssn",
                    EpochRow.class)
                .setParameter("after", key.isEmpty() ? 0L : Long.parseLong(key.get(0)))
                .setParameter("through", course.through()),
            limit)
        .stream()
        .map(
            row ->
                new Keyed(
                    List.of(Long.toString(row.id().ssn())), new CopyRecord.OfEntry(row.entry())))
        .toList();
  }

  private List<Keyed> objects(PortableObject form, List<String> key, int limit) {
    return page(query(form, key, "o", DataObject.class), limit).stream()
        .map(object -> new Keyed(List.of(form.idOf(object)), form.of(object)))
        .toList();
  }

  private List<Keyed> values(Place place, int limit) {
    PortableObject form = forms.get(place.part());
    PlainEntity entity = plain.get(place.part());
    return page(query(form, place.key(), entity.values(), Object[].class), limit).stream()
        .map(entity::of)
        .map(object -> new Keyed(List.of(object.attributes().get(form.idName()).text()), object))
        .toList();
  }

  private <T> TypedQuery<T> query(
      PortableObject form, List<String> key, String what, Class<T> type) {
    String id = "o." + form.idName();
    String where = key.isEmpty() ? "" : "where " + id + " > :after ";
    TypedQuery<T> query =
        entities.createQuery(
            "select " + what + " from " + form.entity() + " o " + where + "order by " + id, type);
    if (!key.isEmpty()) {
      query.setParameter("after", form.id(key.get(0)));
    }
    return query;
  }

  private Found messages(List<String> key, int limit) {
    String client = key.isEmpty() ? "" : key.get(0);
    long number = key.isEmpty() ? 0 : Long.parseLong(key.get(1));
    List<Keyed> found = new ArrayList<>();
    long bytes = 0;
    boolean isLast = false;
    while (!isLast && found.size() < limit && bytes < maxBytes) {
      int most = Math.min(PACKED_ROWS, limit - found.size());
      List<MessageRow> rows = messageRows(client, number, most);
      isLast = rows.size() < most;
      for (MessageRow row : rows) {
        for (CopyRecord.OfRequest request : row.requests()) {
          if (!request.clientId().equals(client) || request.number() > number) {
            found.add(
                new Keyed(List.of(request.clientId(), Long.toString(request.number())), request));
            bytes += request.weight();
          }
        }
      }
      if (!isLast) {
        client = rows.get(most - 1).clientId();
        number = rows.get(most - 1).number();
      }
    }
    return new Found(found, isLast);
  }

  /** Those that have requests after one; the first may have others too. */
  private List<MessageRow> messageRows(String client, long number, int most) {
    // Two statements, each of which goes along the key; one with an "or" would not.
    List<MessageRow> rows =
        new ArrayList<>(
            page(
                entities
                    .createQuery(
                        "select m from MessageRow m where m.clientId = :client and m.clientNumber > :number"
                            + " and m.ssn <= :through order by m.clientNumber",
                        MessageRow.class)
                    .setParameter("through", course.through())
                    .setParameter("client", client)
                    .setParameter("number", number),
                most));
    if (rows.size() < most) {
      rows.addAll(
          page(
              entities
                  .createQuery(
                      "select m from MessageRow m where m.clientId > :client"
                          + " and m.ssn <= :through order by m.clientId, m.clientNumber",
                      MessageRow.class)
                  .setParameter("through", course.through())
                  .setParameter("client", client),
              most - rows.size()));
    }
    return rows;
  }

  private List<Keyed> clients(List<String> key, int limit) {
    return page(
            entities
                .createQuery(
                    "select c from ClientRow c where c.clientId > :after order by c.clientId",
                    ClientRow.class)
                .setParameter("after", key.isEmpty() ? "" : key.get(0)),
            limit)
        .stream()
        .map(
            row ->
                new Keyed(
                    List.of(row.clientId()), new CopyRecord.OfClient(row.clientId(), row.floor())))
        .toList();
  }

  private List<Keyed> removals(List<String> key, int limit) {
    String entity = key.isEmpty() ? "" : key.get(0);
    List<RemovalRow> found =
        page(
            entities
                .createQuery(
                    "select r from RemovalRow r where r.entity = :entity and r.id > :id"
                        + " order by r.id",
                    RemovalRow.class)
                .setParameter("entity", entity)
                .setParameter("id", key.isEmpty() ? "" : key.get(1)),
            limit);
    if (found.size() < limit) {
      found = new ArrayList<>(found);
      found.addAll(
          page(
              entities
                  .createQuery(
                      "select r from RemovalRow r where r.entity > :entity order by r.entity, r.id",
                      RemovalRow.class)
                  .setParameter("entity", entity),
              limit - found.size()));
    }
    return found.stream()
        .map(RemovalRow::copied)
        .map(removal -> new Keyed(List.of(removal.entity(), removal.id()), removal))
        .toList();
  }

  private Found requests(List<String> key, int limit) {
    long next = requestsAfter(key) + 1;
    List<Keyed> found = new ArrayList<>();
    long bytes = 0;
    while (next <= course.through() && found.size() < limit && bytes < maxBytes) {
      long first = next;
      for (LogRow row : logRows(first, Math.min(PACKED_ROWS, limit - found.size()))) {
        for (Entry entry : row.entries()) {
          if (entry.ssn() == next && next <= course.through()) {
            found.add(new Keyed(List.of(Long.toString(next)), new CopyRecord.OfEntry(entry)));
            bytes += entry.weight();
            next++;
          }
        }
      }
      if (next == first) {
        throw new IllegalStateException(
            "The operation log does not reach back to entry %d any more, where this copy began."
                .formatted(first));
      }
    }
    return new Found(found, next > course.through());
  }

  private List<LogRow> logRows(long from, int most) {
    return page(
        entities
            .createQuery("select r from LogRow r where r.ssn >= :from order by r.ssn", LogRow.class)
            .setParameter("from", from),
        most);
  }

  private long requestsAfter(List<String> key) {
    return key.isEmpty() ? course.begun().position().ssn() : Long.parseLong(key.get(0));
  }

  /** Never with the hint "read-only": such a query runs outside of the transaction. */
  private static <T> List<T> page(TypedQuery<T> query, int limit) {
    return query.setMaxResults(limit).getResultList();
  }

  /**
   * A place as its text says it.
   *
   * @param part one of the parts
   * @param key of the last record before it; empty at the part's beginning
   */
  private record Place(String part, List<String> key) {
    private static final JsonMapper JSON = new JsonMapper();

    CopyPlace place() {
      List<String> words = new ArrayList<>(key);
      words.add(0, part);
      try {
        return new CopyPlace(JSON.writeValueAsString(words));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Texts are no JSON.", e);
      }
    }

    static Place parse(CopyPlace place) {
      try {
        List<String> words = List.of(JSON.readValue(place.text(), String[].class));
        return new Place(words.get(0), words.subList(1, words.size()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("No copy has the place " + place.text() + ".", e);
      }
    }
  }
}
