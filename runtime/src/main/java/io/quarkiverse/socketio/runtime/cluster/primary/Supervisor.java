package io.quarkiverse.socketio.runtime.cluster.primary;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.dispatch.WorkerPool;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * Performs what {@link WorkerTable} decides, and tells it what happens: the edge between the table and processes, sockets and
 * the clock.
 * <p>
 * Thread: the primary's event loop; {@link #start} and {@link #shutdown} from any.
 */
final class Supervisor implements WorkerPool, LinkServer.Owner {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long ROSTER_MILLIS = 500;

    private final EventLoop loop;
    private final WorkerTable table;
    private final WorkerLauncher launcher;
    private final LoadBalancer balancer;
    private final HealthReport health;
    private final Map<Integer, WorkerLink> links = new HashMap<>();
    private final Map<Integer, WorkerProcess> processes = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final SecureRandom random = new SecureRandom();
    private @Nullable Future<?> tick;
    private final long wallClock = System.currentTimeMillis() - now();
    private long tickAt = Seat.NEVER;
    private boolean rosterPending;
    private @Nullable LinkMessage lastRoster;

    Supervisor(EventLoop loop, PrimarySettings settings, WorkerLauncher launcher) {
        this.loop = loop;
        this.launcher = launcher;
        this.balancer = settings.seats().balancer();
        this.table = new WorkerTable(settings.seats().count(), settings.seats().restart(), settings.limits(),
                random::nextDouble);
        this.health = new HealthReport(settings.front().health(), table);
    }

    void start() {
        loop.execute(() -> on(new ClusterEvent.Start()));
    }

    void shutdown(boolean immediately) {
        loop.execute(() -> on(new ClusterEvent.Shutdown(immediately)));
    }

    /** Completed when all workers are ready for the first time. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Completed with the exit code when the last worker is gone for good. */
    CompletableFuture<Integer> end() {
        return end;
    }

    private void on(ClusterEvent event) {
        table.on(event, now()).forEach(this::perform);
        scheduleTick();
    }

    /**
     * A timer that fires too early does no harm, so that one which need not fire yet is left alone: heartbeats move deadlines.
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
            tickAt = Seat.NEVER;
            on(new ClusterEvent.Tick());
        }, Math.max(0, next - now()), TimeUnit.MILLISECONDS);
    }

    private void perform(Action action) {
        if (action instanceof Action.Launch launch) {
            launch(launch.seat(), launch.incarnation());
        } else if (action instanceof Action.Stop stop) {
            stop(stop.incarnation(), (int) stop.withinMillis());
        } else if (action instanceof Action.Kill kill) {
            withProcess(kill.incarnation(), WorkerProcess::kill);
        } else if (action instanceof Action.DumpThreads dump) {
            withProcess(dump.incarnation(), WorkerProcess::dumpThreads);
        } else if (action instanceof Action.TellMembers) {
            tellAll(members());
        } else if (action instanceof Action.TellRoster) {
            tellRosterIn(0);
        } else if (action instanceof Action.ClusterReady) {
            ready.complete(null);
        } else if (action instanceof Action.Say say) {
            LOG.log(say.error() ? Logger.Level.WARN : Logger.Level.INFO, say.text());
        } else if (action instanceof Action.Finish finish) {
            end.complete(finish.exitCode());
        }
    }

    private void launch(int seat, int incarnation) {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        links.put(incarnation, new WorkerLink(incarnation, token, () -> on(new ClusterEvent.HandedOver(incarnation))));
        launcher.launch(seat, incarnation, token, new WorkerLauncher.Listener(
                process -> loop.execute(() -> onLaunched(incarnation, process)),
                (code, words) -> loop.execute(() -> onExited(incarnation, code, words))));
    }

    private void onLaunched(int incarnation, WorkerProcess process) {
        Seat seat = table.of(incarnation);
        processes.put(incarnation, process);
        on(new ClusterEvent.Launched(incarnation, process.pid()));
        if (seat == null || table.isShuttingDown()) {
            process.kill();
        }
    }

    private void onExited(int incarnation, int code, String lastWords) {
        processes.remove(incarnation);
        WorkerLink link = links.remove(incarnation);
        on(new ClusterEvent.Exited(incarnation, code, lastWords));
        if (link != null) {
            // after the table knows, so that what comes back goes elsewhere
            link.close();
        }
    }

    /** In good order, once what is on its way to it has arrived; one that is not linked yet gets a signal. */
    private void stop(int incarnation, int withinMillis) {
        WorkerLink link = links.get(incarnation);
        if (link == null || !link.isLinked()) {
            withProcess(incarnation, WorkerProcess::terminate);
        } else if (link.canTake()) {
            link.sender().whenIdle(() -> link.send(new LinkMessage.Stop(withinMillis)));
        } else {
            link.send(new LinkMessage.Stop(withinMillis));
        }
    }

    private void withProcess(int incarnation, Consumer<WorkerProcess> action) {
        WorkerProcess process = processes.get(incarnation);
        if (process != null) {
            action.accept(process);
        }
    }

    // what the workers are told

    private LinkMessage members() {
        return new LinkMessage.Members(table.ready().stream().map(seat -> seat.incarnation).collect(Collectors.toSet()));
    }

    private LinkMessage roster() {
        List<LinkMessage.Seat> seats = table.seats().stream()
                .map(seat -> new LinkMessage.Seat(seat.id, seat.incarnation, seat.pid,
                        seat.state.name(), seat.history.restarts(), seat.connections(), wallClock + seat.launchedAt))
                .toList();
        return new LinkMessage.Roster(table.wasReady(), seats);
    }

    private void tellRosterIn(long millis) {
        if (!rosterPending) {
            rosterPending = true;
            loop.schedule(() -> {
                rosterPending = false;
                LinkMessage roster = roster();
                if (!roster.equals(lastRoster)) {
                    lastRoster = roster;
                    tellAll(roster);
                }
            }, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void tellAll(LinkMessage message) {
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

    // what the workers say

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
            worker.send(members());
            worker.send(roster());
        }
        announceIfReady(worker);
    }

    @Override
    public void onMessage(WorkerLink worker, LinkMessage message) {
        if (message instanceof LinkMessage.Ready) {
            worker.saidReady();
            announceIfReady(worker);
        } else if (message instanceof LinkMessage.Load load) {
            on(new ClusterEvent.Load(worker.incarnation, load.open(), load.adopted()));
            tellRosterIn(ROSTER_MILLIS);
        } else {
            onViolation(worker, "it sent " + message.getClass().getSimpleName() + ", which only the primary may");
        }
    }

    private void announceIfReady(WorkerLink worker) {
        if (worker.isReady()) {
            on(new ClusterEvent.Ready(worker.incarnation));
        }
    }

    @Override
    public void onBus(WorkerLink worker, ByteBuf whole) {
        int to = LinkCodec.busTo(whole);
        if (LinkCodec.busFrom(whole) != worker.incarnation) {
            onViolation(worker, "it sent a frame in another worker's name");
        } else if (to == BusChannel.ALL) {
            for (Seat seat : table.ready()) {
                relay(links.get(seat.incarnation), worker, whole);
            }
        } else {
            relay(links.get(to), worker, whole);
        }
    }

    private void relay(@Nullable WorkerLink to, WorkerLink from, ByteBuf whole) {
        if (to != null && to != from) {
            to.relay(whole);
            checkKeepsUp(to);
        }
    }

    @Override
    public void onViolation(WorkerLink worker, String how) {
        on(new ClusterEvent.Misbehaved(worker.incarnation, how));
    }

    @Override
    public void onClosed(WorkerLink worker) {
        on(new ClusterEvent.LinkLost(worker.incarnation));
        worker.close();
    }

    // what the dispatcher asks

    @Override
    public WorkerPool.@Nullable Lane choose(int owner) {
        Seat seat = table.of(owner);
        WorkerLink link = seat != null && seat.isReady() ? links.get(owner) : null;
        if (link != null && link.canTake()) {
            return link;
        }
        List<Seat> takers = takers();
        return takers.isEmpty() ? null : links.get(((Seat) balancer.choose(takers)).incarnation);
    }

    /** Those that are not behind; all that are ready when all are behind. */
    private List<Seat> takers() {
        List<Seat> ready = table.ready();
        ready.removeIf(seat -> !links.get(seat.incarnation).canTake());
        List<Seat> free = ready.stream().filter(seat -> !links.get(seat.incarnation).sender().isFull()).toList();
        return free.isEmpty() ? ready : free;
    }

    @Override
    public boolean isFull() {
        boolean any = false;
        for (Seat seat : table.ready()) {
            WorkerLink link = links.get(seat.incarnation);
            if (link.canTake()) {
                any = true;
                if (!link.sender().isFull()) {
                    return false;
                }
            }
        }
        return any;
    }

    @Override
    public @Nullable Reply replyTo(String method, String target) {
        return health.replyTo(method, target, now());
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
