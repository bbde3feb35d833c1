package io.quarkiverse.socketio.runtime.cluster.primary;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.admin.AdminCommands;
import io.quarkiverse.socketio.runtime.cluster.admin.ClusterAccess;
import io.quarkiverse.socketio.runtime.cluster.admin.ClusterStatus;
import io.quarkiverse.socketio.runtime.cluster.admin.PrimaryPages;
import io.quarkiverse.socketio.runtime.cluster.admin.ScatterGather;
import io.quarkiverse.socketio.runtime.cluster.admin.TerminalQueries;
import io.quarkiverse.socketio.runtime.cluster.dispatch.WorkerPool;
import io.quarkiverse.socketio.runtime.cluster.handoff.PipeSender;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.process.WorkerLauncher;
import io.quarkiverse.socketio.runtime.cluster.process.WorkerProcess;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableAction;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Performs the actions of the {@link WorkerTable} and passes events to it: connects the table with processes, sockets and the
 * clock.
 * <p>
 * Thread: the primary's event loop; {@link #start} and {@link #shutdown} from any.
 */
final class Supervisor implements LinkServer.Owner, AdminCommands.Target, TableAction.Performer {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    static final long CLUSTER_VIEW_MILLIS = 500;

    private final EventLoop loop;
    private final WorkerTable table;
    private final WorkerLauncher launcher;
    private final WorkerPool pool;
    private final ClusterStatus status;
    private final PrimaryPages pages;
    private final Map<Integer, WorkerLink> links = new HashMap<>();
    private final Map<Integer, WorkerProcess> processes = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final SecureRandom random = new SecureRandom();
    private final Sequencer sequencer = new Sequencer(random);
    private final SessionServer sessions;
    private @Nullable Future<?> tick;
    private final long wallClock = System.currentTimeMillis() - now();
    private long tickAt = WorkerTable.NEVER;
    private final AdminCommands commands;
    private final TerminalQueries terminals;
    private Runnable closePort = () -> {
    };
    private boolean clusterViewPending;
    private @Nullable LinkMessage lastClusterView;

    Supervisor(EventLoop loop, PrimarySettings settings, WorkerLauncher launcher) {
        this.loop = loop;
        this.launcher = launcher;
        this.table = new WorkerTable(settings.supervision(), random::nextDouble);
        this.pool = new LinkedWorkers(table, links, settings.front().balancer(), launcher.handoff(), Supervisor::now);
        this.status = new ClusterStatus(table, settings.front().identity(),
                new ClusterAccess(settings.front().pages(), random, Supervisor::now), Supervisor::now);
        this.commands = new AdminCommands(table, this, status);
        this.terminals = new TerminalQueries(table, commands);
        SavedSessions saved = new SavedSessions(settings.limits().sessionBytesIn(Runtime.getRuntime().maxMemory()));
        this.sessions = new SessionServer(saved, links::get, loop, Supervisor::now);
        this.pages = new PrimaryPages(settings.front().pages(), new PrimaryPages.Subjects(table, status, saved), commands,
                new ScatterGather(loop, this::ask), Supervisor::now);
    }

    void start() {
        loop.execute(() -> on(new TableEvent.Start()));
    }

    /** Returns the workers as the dispatcher sees them. */
    WorkerPool pool() {
        return pool;
    }

    /** Returns the pages of the primary. */
    PrimaryPages pages() {
        return pages;
    }

    /** Sets the URL of the state of the cluster. */
    void pagesAt(String url) {
        status.pagesAt(url);
    }

    /** Sets the action that stops accepting connections. */
    void closePortBy(Runnable action) {
        closePort = action;
    }

    void shutdown(boolean immediately) {
        loop.execute(() -> {
            closePort.run();
            on(new TableEvent.Shutdown(immediately));
        });
    }

    @Override
    public void shutdown() {
        shutdown(false);
    }

    @Override
    public CompletionStage<String> onCommand(Query<?> command) {
        return terminals.answer(command);
    }

    /** Starts a rolling restart of all workers. */
    void roll(String why) {
        loop.execute(() -> on(new TableEvent.Roll(why)));
    }

    /** Changes the wanted number of workers. */
    void scaleBy(int more, String why) {
        loop.execute(() -> on(new TableEvent.Scale(table.wanted() + more, why)));
    }

    /** Passes a signal on to the application in all workers. */
    void announceSignal(String signal) {
        loop.execute(() -> announce(new ClusterEvent.SignalReceived(signal)));
    }

    @Override
    public void sendSignal(int seat, String signal) {
        withWorkerOf(seat, worker -> send(worker.incarnation(),
                new LinkMessage.Announcement(new ClusterEvent.SignalReceived(signal))));
    }

    @Override
    public void dumpThreads(int seat) {
        withWorkerOf(seat, worker -> dumpThreadsOf(worker.incarnation()));
    }

    private void withWorkerOf(int id, Consumer<Worker> action) {
        for (Seat seat : table.seats()) {
            Worker worker = seat.worker();
            if (seat.id() == id && worker != null) {
                action.accept(worker);
            }
        }
    }

    /** Returns a future that is completed when all workers are ready for the first time. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Returns the exit code, when the last worker has exited; failed when a worker has refused its configuration. */
    CompletableFuture<Integer> exitCode() {
        return exitCode;
    }

    @Override
    public void on(TableEvent event) {
        table.on(event, now()).forEach(action -> action.performBy(this));
        scheduleTick();
    }

    /**
     * Schedules the next tick. A tick that comes too early does no harm, so a timer that is set to an earlier time is kept:
     * heartbeats change the deadlines often.
     */
    private void scheduleTick() {
        long next = table.nextDeadline();
        if (next >= tickAt) {
            return;
        }
        if (tick != null) {
            tick.cancel(false);
        }
        tickAt = next;
        tick = loop.schedule(() -> {
            tickAt = WorkerTable.NEVER;
            on(new TableEvent.Tick());
        }, Math.max(0, next - now()), TimeUnit.MILLISECONDS);
    }

    @Override
    public void launch(int seat, int incarnation, boolean warmUp) {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        links.put(incarnation, new WorkerLink(incarnation, token, () -> on(new TableEvent.HandedOver(incarnation)),
                launcher.handoff() == HandoffMode.DESCRIPTOR ? null
                        : () -> new PipeSender(loop,
                                WorkerEnvironment.pipeSocket(launcher.directory(), incarnation), token)));
        launcher.launch(new WorkerLauncher.Launch(seat, incarnation, token, warmUp), new WorkerLauncher.Listener(
                process -> loop.execute(() -> onLaunched(incarnation, process)),
                (code, words) -> loop.execute(() -> onExited(incarnation, code, words))));
    }

    private void onLaunched(int incarnation, WorkerProcess process) {
        Worker worker = table.worker(incarnation);
        processes.put(incarnation, process);
        on(new TableEvent.Launched(incarnation, process.pid()));
        if (worker == null || table.isShuttingDown()) {
            process.kill();
        }
    }

    private void onExited(int incarnation, int code, String lastLines) {
        processes.remove(incarnation);
        pages.remove(incarnation);
        WorkerLink link = links.remove(incarnation);
        sessions.onWorkerGone(incarnation);
        on(new TableEvent.Exited(incarnation, code, lastLines));
        if (link != null) {
            // after the table, so that connections that are given back go to other workers
            link.close();
        }
    }

    /** Stops a worker gracefully, once it has adopted the connections sent to it; by a signal if it is not linked yet. */
    @Override
    public void stop(int incarnation, long withinMillis) {
        WorkerLink link = links.get(incarnation);
        if (link == null || !link.isLinked()) {
            withProcess(incarnation, WorkerProcess::terminate);
        } else if (link.canTake()) {
            link.sender().whenIdle(() -> link.send(new LinkMessage.Stop((int) withinMillis)));
        } else {
            link.send(new LinkMessage.Stop((int) withinMillis));
        }
    }

    @Override
    public void drain(int incarnation, long withinMillis) {
        send(incarnation, new LinkMessage.Drain((int) withinMillis));
    }

    @Override
    public void shed(int incarnation, int clients) {
        send(incarnation, new LinkMessage.Shed(clients));
    }

    @Override
    public void lead(int incarnation, boolean leads) {
        send(incarnation, new LinkMessage.Lead(leads));
    }

    @Override
    public void kill(int incarnation) {
        withProcess(incarnation, WorkerProcess::kill);
    }

    @Override
    public void dumpThreadsOf(int incarnation) {
        withProcess(incarnation, WorkerProcess::dumpThreads);
    }

    @Override
    public void sendMembers() {
        pages.invalidateHealth();
        sendToAll(members());
    }

    @Override
    public void sendClusterView() {
        sendClusterViewIn(0);
    }

    @Override
    public void log(boolean warning, String text) {
        LOG.log(warning ? Logger.Level.WARN : Logger.Level.INFO, text);
        status.note(warning, text);
    }

    @Override
    public void finish(int exitCode) {
        this.exitCode.complete(exitCode);
    }

    @Override
    public void refuseStart(String why) {
        processes.values().forEach(WorkerProcess::kill);
        exitCode.completeExceptionally(new ClusterStartException(why));
    }

    private void withProcess(int incarnation, Consumer<WorkerProcess> action) {
        WorkerProcess process = processes.get(incarnation);
        if (process != null) {
            action.accept(process);
        }
    }

    private void send(int incarnation, LinkMessage message) {
        WorkerLink link = links.get(incarnation);
        if (link != null) {
            link.send(message);
        }
    }

    /** Asks a worker for its readiness checks; without an answer, it is asked again with the next check. */
    @Override
    public void checkReadiness(int incarnation) {
        WorkerLink link = links.get(incarnation);
        if (link != null) {
            link.ask(new Query.Readiness()).whenComplete((nothing, down) -> on(
                    new TableEvent.Checked(incarnation, down == null, down == null ? "" : String.valueOf(down.getMessage()))));
        }
    }

    private <R extends QueryReply> @Nullable CompletableFuture<R> ask(int incarnation, Query<R> query) {
        WorkerLink link = links.get(incarnation);
        return link == null || !link.isLinked() ? null : link.ask(query);
    }

    @Override
    public void announce(ClusterEvent event) {
        sendToAll(new LinkMessage.Announcement(event));
        if (event instanceof ClusterEvent.ClusterReady) {
            ready.complete(null);
        } else if (event instanceof ClusterEvent.RollingRestartFinished roll) {
            terminals.onFinished(roll);
        }
    }

    private LinkMessage members() {
        return new LinkMessage.Members(table.serving().stream().map(Worker::incarnation).collect(Collectors.toSet()));
    }

    private LinkMessage clusterView() {
        List<LinkMessage.SeatView> seats = table.seats().stream()
                .map(this::row)
                .toList();
        return new LinkMessage.ClusterView(table.wasReady(), seats);
    }

    private LinkMessage.SeatView row(Seat seat) {
        Worker worker = seat.latest();
        if (worker == null) {
            return new LinkMessage.SeatView(seat.id(), 0, 0, seat.state().name(), seat.restarts(), 0, 0, 0, 0);
        }
        return new LinkMessage.SeatView(seat.id(), worker.incarnation(), worker.pid(), seat.state().name(), seat.restarts(),
                worker.connections(), wallClock + worker.launchedAt(), worker.usage().rss(), worker.cpu());
    }

    void sendClusterViewIn(long millis) {
        if (!clusterViewPending) {
            clusterViewPending = true;
            loop.schedule(() -> {
                clusterViewPending = false;
                LinkMessage clusterView = clusterView();
                if (!clusterView.equals(lastClusterView)) {
                    lastClusterView = clusterView;
                    sendToAll(clusterView);
                }
            }, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void sendToAll(LinkMessage message) {
        links.values().forEach(link -> {
            link.send(message);
            checkKeepsUp(link);
        });
    }

    private void checkKeepsUp(WorkerLink link) {
        if (!link.keepsUp()) {
            onViolation(link, "it does not read from its link");
        }
    }

    @Override
    public @Nullable WorkerLink linkOf(int incarnation) {
        return links.get(incarnation);
    }

    @Override
    public long pidOf(int incarnation) {
        WorkerProcess process = processes.get(incarnation);
        return process == null ? 0 : process.pid();
    }

    @Override
    public void onAttached(WorkerLink worker, LinkMessage.Lane lane) {
        if (lane == LinkMessage.Lane.LINK) {
            worker.send(members()); // before the start of the order, as the worker copies earlier events from the other members
            sequencer.start(worker);
            worker.send(clusterView());
        }
        announceIfReady(worker);
    }

    /** Called when no more connections can be sent to a worker: one that serves is useless then. */
    private void onLanesLost(WorkerLink link) {
        Worker worker = table.worker(link.incarnation);
        if (worker != null && worker.isReady()) {
            on(new TableEvent.LinkLost(link.incarnation));
        }
    }

    @Override
    public void onMessage(WorkerLink worker, LinkMessage message) {
        if (message instanceof LinkMessage.OfWorker expected) {
            new WorkerMessageHandler(this, sessions, worker).receive(expected);
        } else {
            onViolation(worker, "it sent " + message.getClass().getSimpleName() + ", which only the primary may");
        }
    }

    /**
     * Answers a query of a worker.
     *
     * @return failed with an {@link IllegalArgumentException} that has the reason when there is no answer
     */
    CompletionStage<? extends QueryReply> reply(Query<?> query) {
        if (query instanceof Query.Page page) {
            return pages.respond(page);
        }
        try {
            return CompletableFuture.completedStage(new QueryReply.Text(commands.execute(query, "asked for by a worker")));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    void announceIfReady(WorkerLink worker) {
        if (worker.canTake()) {
            worker.sender().whenClosed(() -> onLanesLost(worker));
        }
        if (worker.isReady()) {
            on(new TableEvent.Ready(worker.incarnation));
        }
    }

    @Override
    public void onBus(WorkerLink worker, ByteBuf whole) {
        int to = LinkCodec.busTo(whole);
        if (LinkCodec.busFrom(whole) != worker.incarnation) {
            onViolation(worker, "it sent a frame in another worker's name");
        } else if (to == BusChannel.ALL) {
            for (Worker other : table.serving()) {
                relay(links.get(other.incarnation()), worker, whole);
            }
        } else {
            relay(links.get(to), worker, whole);
        }
    }

    @Override
    public void onSequence(WorkerLink worker, ByteBuf whole) {
        sequencer.sequence(worker, whole, links.values(), this::checkKeepsUp);
    }

    private void relay(@Nullable WorkerLink to, WorkerLink from, ByteBuf whole) {
        if (to != null && to != from) {
            to.relay(whole);
            checkKeepsUp(to);
        }
    }

    @Override
    public void onViolation(WorkerLink worker, String how) {
        on(new TableEvent.Misbehaved(worker.incarnation, how));
    }

    @Override
    public void onClosed(WorkerLink worker) {
        if (links.get(worker.incarnation) == worker) {
            sessions.onWorkerGone(worker.incarnation);
        }
        on(new TableEvent.LinkLost(worker.incarnation));
        worker.close();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
