package io.understudy.protocol.client;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import java.util.List;

/**
 * One client's connection to a service, which is the same connection through every failover.
 *
 * <pre>
 *    ┌────────────────────────────────────────────┐  silent, closed, or sent elsewhere
 *    ▼                                            │
 *  SEEKING ──▶ CONNECTING ──▶ GREETING ──▶ OPEN ──┤
 *   pause      to a broker     Hello      Welcome │
 *    ▲              │             │ ▲       │     │
 *    └──────────────┴─────────────┘ └───────┘     ▼
 *                                   broken      CLOSED  by the user, or superseded
 * </pre>
 *
 * <p>Requests are numbered when they are first sent, and keep their numbers; after a failover all
 * without an answer are sent again, in order, before new ones. Answers come in any order and are
 * delivered once. Answers and claims of an epoch lower than one seen are those of a primary that
 * has been replaced, and are ignored.
 *
 * <p>Used by one thread. {@code now} is in milliseconds of a monotonic clock.
 */
public final class ClientSession {

  /** How many times the silence it bears grows while an open connection brings no answers. */
  private static final int LONGEST_SILENCES = 4;

  /** New requests go together once they are this part of those that are on their way already. */
  private static final int GATHERED_PART = 3;

  /** So long one is kept back at the most. */
  private static final long GATHERING_MILLIS = 10;

  private static final long NEVER = Long.MAX_VALUE;

  private final String clientId;
  private final long session;
  private final ClientSettings settings;
  private final ClientActions actions;
  private final Route route;
  private final Outstanding outstanding;

  private SessionState state = SessionState.SEEKING;
  private String target;
  private String replyTo = "";
  private long attempt;
  private long ordinal;
  private long epoch;
  private Failure.Kind end = Failure.Kind.CLOSED;

  /** When to connect, while seeking; when to give up, while connecting and greeting. */
  private long due;

  /** When to greet again; far away unless asked to come back. */
  private long greetingDue = NEVER;

  /**
   * Since when an answer is awaited and none has come; {@link #NEVER} while none is due. What was
   * sent is awaited even if its caller has given up: a silent primary is left all the same.
   */
  private long awaitedSince = NEVER;

  private long lastTick;
  private long lastSent;
  private int silences = 1;
  private boolean welcomed;

  /**
   * @param clientId the client; of two sessions with the same one the newer wins
   * @param session random number of this session
   * @param addresses host and port of the brokers of some instances, at least one
   */
  public ClientSession(
      String clientId,
      long session,
      List<String> addresses,
      ClientSettings settings,
      ClientActions actions) {
    this.clientId = clientId;
    this.session = session;
    this.settings = settings;
    this.actions = actions;
    this.route = new Route(addresses, settings.pauseMillis());
    this.outstanding = new Outstanding(settings);
    this.target = route.first();
  }

  /** First of all: begins to look for the primary. */
  public void start(long now) {
    due = now;
    lastTick = now;
    connectWhenDue(now);
  }

  public SessionState state() {
    return state;
  }

  /** Highest epoch seen. */
  public long epoch() {
    return epoch;
  }

  /** Whether the service has told the client's highest number. */
  public boolean isWelcomed() {
    return welcomed;
  }

  /** Highest number this client id has used, as far as is known. */
  public long lastNumber() {
    return outstanding.lastNumber();
  }

  /** Requests sent again so far, because the connection they had been sent on was lost. */
  public long resent() {
    return outstanding.resent();
  }

  /**
   * Address of the instance it would turn to if it lost this one, for a connection in reserve; null
   * if there is no other, or while it is not {@link SessionState#OPEN}.
   */
  public String alternative() {
    String next = route.after(target);
    return state == SessionState.OPEN && !next.equals(target) ? next : null;
  }

  /** Requests and recalls without an outcome. */
  public int outstanding() {
    return outstanding.size();
  }

  /** False while nothing changes by time alone, so that ticks may be left out. */
  public boolean needsTicks() {
    boolean idle = awaitedSince == NEVER && outstanding.size() == 0;
    return state != SessionState.CLOSED && (state != SessionState.OPEN || !idle);
  }

  /**
   * Takes a request, to be sent at the next flush.
   *
   * @param deadline when it fails if it has no answer; {@code Long.MAX_VALUE} for never
   * @return false if the bound is reached: it was not taken, and the outcome is not told
   */
  public boolean submit(String operation, Payload payload, long deadline, Outcome outcome) {
    if (state == SessionState.CLOSED) {
      outcome.failed(new Failure(end, 0));
      return true;
    }
    return outstanding.request(operation, payload, deadline, outcome);
  }

  /**
   * Asks for the answer to a number used before, in this session or an earlier one. It executes
   * nothing; the answer to a number that was never taken is a refusal.
   *
   * @return false if the bound is reached
   */
  public boolean recall(long number, long deadline, Outcome outcome) {
    if (number <= 0) {
      throw new IllegalArgumentException("Numbers ascend from 1; " + number + " is none.");
    }
    if (state == SessionState.CLOSED) {
      outcome.failed(new Failure(end, number));
      return true;
    }
    return outstanding.recall(number, deadline, outcome);
  }

  /**
   * Sends what was gathered, many requests in a message. What a message costs on its way through
   * client, broker and primary is several times what a request in it costs, so while many are on
   * their way new ones wait for each other: for a third of the time that answers take, about.
   */
  public void flush(long now) {
    if (state != SessionState.OPEN || isGathering(now)) {
      return;
    }
    for (long number = outstanding.nextRecall(); number != 0; number = outstanding.nextRecall()) {
      ask(new ClientMessage.Recall(connection(), number), now);
    }
    List<ClientMessage.Request> requests = outstanding.nextMessage();
    while (!requests.isEmpty()) {
      long answered = outstanding.answered();
      ask(new ClientMessage.Requests(connection(), ++ordinal, answered, requests), now);
      requests = outstanding.nextMessage();
    }
  }

  /** Whether what was submitted is kept back for now: until more is, or for a tick at the most. */
  public boolean isGathering(long now) {
    int enough = Math.min(outstanding.onTheirWay() / GATHERED_PART, settings.maxMessageRequests());
    return now - lastSent < GATHERING_MILLIS && outstanding.waiting() < enough;
  }

  private void ask(ClientMessage message, long now) {
    lastSent = now;
    awaitedSince = Math.min(awaitedSince, now);
    actions.send(message);
  }

  private Connection connection() {
    return new Connection(clientId, session, attempt);
  }

  /** At least every 10 ms while {@link #needsTicks}. */
  public void onTick(long now) {
    if (awaitedSince != NEVER && now - lastTick > settings.silenceMillis() / 2) {
      // A pause of our own is no silence of the other side.
      awaitedSince = now;
    }
    lastTick = now;
    outstanding.expire(now);
    switch (state) {
      case SEEKING:
        connectWhenDue(now);
        break;
      case CONNECTING:
        if (now >= due) {
          seekAfterFailure(now);
        }
        break;
      case GREETING:
        if (now >= due) {
          askAnother(now);
        } else if (now >= greetingDue) {
          greet(now);
        }
        break;
      case OPEN:
        if (awaitedSince != NEVER
            && now - awaitedSince >= (long) settings.silenceMillis() * silences) {
          silences = Math.min(silences * 2, LONGEST_SILENCES);
          askAnother(now);
        }
        break;
      default:
    }
  }

  private void connectWhenDue(long now) {
    if (state == SessionState.SEEKING && now >= due) {
      become(SessionState.CONNECTING);
      due = now + settings.silenceMillis();
      route.onAsked(target, now);
      actions.connect(target);
    }
  }

  /**
   * The connection asked for is there.
   *
   * @param reply address of this connection's own queue for answers
   */
  public void onConnected(String reply, long now) {
    if (state == SessionState.CONNECTING) {
      replyTo = reply;
      due = now + settings.silenceMillis();
      greet(now);
    }
  }

  private void greet(long now) {
    become(SessionState.GREETING);
    attempt++;
    ordinal = 0;
    greetingDue = NEVER;
    route.onAsked(target, now);
    actions.send(new ClientMessage.Hello(connection(), replyTo));
  }

  /** The connection is gone, or there was none to be had. */
  public void onDisconnected(long now) {
    if (state == SessionState.CONNECTING
        || state == SessionState.GREETING
        || state == SessionState.OPEN) {
      seekAfterFailure(now);
    }
  }

  private void seekAfterFailure(long now) {
    route.onFailed();
    seek(route.after(target), now);
  }

  /**
   * The primary may wait for a backup that is silent, and be there again when it has given that up:
   * then nobody is to wait for a connection to be made.
   */
  private void askAnother(long now) {
    route.onFailed();
    actions.setAside();
    lookFor(route.after(target), now);
  }

  private void seek(String address, long now) {
    actions.disconnect();
    lookFor(address, now);
  }

  private void lookFor(String address, long now) {
    become(SessionState.SEEKING);
    awaitedSince = NEVER;
    target = address;
    greetingDue = NEVER;
    due = route.mayAsk(address, now);
    connectWhenDue(now);
  }

  /** A message came on the connection. */
  public void onMessage(ServerMessage message, long now) {
    if (message instanceof ServerMessage.Responses responses) {
      onResponses(responses, now);
    } else if (message instanceof ServerMessage.Welcome welcome) {
      onWelcome(welcome, now);
    } else if (message instanceof ServerMessage.Goodbye goodbye) {
      onGoodbye(goodbye, now);
    } else if (message instanceof ServerMessage.Instances told) {
      onInstances(told);
    }
  }

  private void onInstances(ServerMessage.Instances told) {
    if (state == SessionState.OPEN && told.attempt() == attempt && told.epoch() >= epoch) {
      route.learn(told.instances());
    }
  }

  private void onResponses(ServerMessage.Responses responses, long now) {
    if (state != SessionState.OPEN || responses.attempt() != attempt || responses.epoch() < epoch) {
      return;
    }
    silences = 1;
    epoch = responses.epoch();
    responses.answers().forEach(answer -> outstanding.answer(answer, epoch));
    awaitedSince = outstanding.isAwaited() ? now : NEVER;
  }

  private void onWelcome(ServerMessage.Welcome welcome, long now) {
    if (state != SessionState.GREETING || welcome.attempt() != attempt) {
      return;
    }
    if (welcome.epoch() < epoch) {
      seek(route.after(target), now);
      return;
    }
    become(SessionState.OPEN);
    awaitedSince = NEVER;
    greetingDue = NEVER;
    epoch = welcome.epoch();
    welcomed = true;
    route.onHeard();
    route.learn(welcome.instances());
    outstanding.onOpen(welcome.highest());
  }

  private void onGoodbye(ServerMessage.Goodbye goodbye, long now) {
    boolean greeted = state == SessionState.GREETING || state == SessionState.OPEN;
    if (!greeted || goodbye.attempt() != attempt) {
      return;
    }
    if (goodbye.epoch() < epoch) {
      seek(route.after(target), now);
      return;
    }
    epoch = goodbye.epoch();
    route.onHeard();
    route.learn(goodbye.instances());
    switch (goodbye.reason()) {
      case NOT_PRIMARY:
        redirect(route.addressOf(goodbye.primary()), now);
        break;
      case NOT_READY:
      case BROKEN:
        comeBack(now);
        break;
      case SUPERSEDED:
        end(Failure.Kind.SUPERSEDED);
        break;
      case TOO_MANY_CLIENTS:
        end(Failure.Kind.TOO_MANY_CLIENTS);
        break;
      case BAD_CLIENT_ID:
        end(Failure.Kind.BAD_CLIENT_ID);
        break;
      default:
        throw new IllegalStateException("No rule for " + goodbye.reason() + ".");
    }
  }

  private void redirect(String primary, long now) {
    boolean elsewhere = primary != null && !primary.equals(target);
    actions.setAside();
    lookFor(elsewhere ? primary : route.after(target), now);
  }

  /** Greets the same instance again, though not for ever: another may be the primary by then. */
  private void comeBack(long now) {
    if (state == SessionState.OPEN) {
      become(SessionState.GREETING);
      due = now + settings.silenceMillis();
    }
    greetingDue = route.mayAsk(target, now);
    if (now >= greetingDue) {
      greet(now);
    }
  }

  /**
   * Says goodbye, and what answers it has: a session of one request has no other message to say it
   * with. Whatever has no answer fails.
   */
  public void close() {
    if (state == SessionState.GREETING || state == SessionState.OPEN) {
      actions.send(new ClientMessage.Bye(connection(), outstanding.answered()));
    }
    end(Failure.Kind.CLOSED);
  }

  private void end(Failure.Kind kind) {
    if (state == SessionState.CLOSED) {
      return;
    }
    become(SessionState.CLOSED);
    end = kind;
    actions.disconnect();
    outstanding.failAll(kind);
  }

  private void become(SessionState next) {
    state = state.to(next);
  }
}
