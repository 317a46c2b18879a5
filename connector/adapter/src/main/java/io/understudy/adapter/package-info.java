/**
 * The resource adapter: what stands around the protocol core in a server.
 *
 * <pre>
 *   clients ──▶ Intake ──┐                         ┌──▶ LocalPost ──▶ clients' queues, own log
 *   peers ───▶ PeerInbox ├─▶ InstanceLoop ─▶ Surroundings ──▶ Peers ──▶ other servers' brokers
 *   log ─▶ IntentionLog ─┤   (Instance,            ├──▶ GroupExecutor ─┐
 *   arbiter ─▶ RecordKeeper   one thread)          ├──▶ DatabaseTasks ─┼▶ message endpoint (EJB side)
 *          ▲               └──── events ◀──────────┴───────────────────┘
 * </pre>
 *
 * <p>The {@link io.understudy.adapter.Broker} belongs to the server and starts with the adapter;
 * everything else belongs to one activation of an endpoint and is put together by {@link
 * io.understudy.adapter.InstanceServer}. The loop never waits for anything but its mailboxes.
 */
package io.understudy.adapter;
