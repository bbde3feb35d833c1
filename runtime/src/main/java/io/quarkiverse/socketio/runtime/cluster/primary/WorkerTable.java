package io.quarkiverse.socketio.runtime.cluster.primary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.GiveUp;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.RespawnIn;

/**
 * The one owner of what is known of the workers; decides what happens to them. Pure: an event and the time go in, actions come
 * out
 * (see docs/internals/worker-states). Times are milliseconds of any steady clock.
 * <p>
 * Thread: the primary's event loop.
 */
final class WorkerTable {
    static final int MAX_INCARNATION = 4095;
    private static final int SIGNALLED = 128;
    /** What a worker gets to print its threads, or to notice that its link is closed, before it is killed. */
    static final long LAST_CHANCE_MILLIS = 2000;
    /** So late a tick means that the primary itself was stopped, not that all workers are silent. */
    private static final long STOPPED_MILLIS = 5000;

    private final List<Seat> seats;
    private final RestartPolicy restart;
    private final PrimarySettings.Limits limits;
    private final DoubleSupplier random;
    private List<Action> actions = new ArrayList<>();
    private long startedAt;
    private int lastIncarnation;
    private boolean shuttingDown;
    private boolean finished;
    private boolean allWereReady;

    WorkerTable(int count, RestartPolicy restart, PrimarySettings.Limits limits, DoubleSupplier random) {
        this.seats = IntStream.rangeClosed(1, count).mapToObj(Seat::new).toList();
        this.restart = restart;
        this.limits = limits;
        this.random = random;
    }

    List<Seat> seats() {
        return seats;
    }

    List<Seat> ready() {
        List<Seat> ready = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            if (seat.isReady()) {
                ready.add(seat);
            }
        }
        return ready;
    }

    /** The seat whose present process is that incarnation. */
    @Nullable
    Seat of(int incarnation) {
        for (Seat seat : seats) {
            if (seat.incarnation == incarnation && seat.hasProcess()) {
                return seat;
            }
        }
        return null;
    }

    /** Whether all workers were ready at some time. */
    boolean wasReady() {
        return allWereReady;
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    /** When {@link ClusterEvent.Tick} is due, {@link Seat#NEVER} when nothing waits for time to pass. */
    long nextDeadline() {
        long next = Seat.NEVER;
        for (Seat seat : seats) {
            next = Math.min(next, seat.deadline);
        }
        return next;
    }

    List<Action> on(ClusterEvent event, long now) {
        if (event instanceof ClusterEvent.Start) {
            startedAt = now;
            seats.forEach(seat -> launch(seat, now));
        } else if (event instanceof ClusterEvent.Launched launched) {
            onLaunched(of(launched.incarnation()), launched.pid());
        } else if (event instanceof ClusterEvent.Ready ready) {
            onReady(of(ready.incarnation()), now);
        } else if (event instanceof ClusterEvent.Load load) {
            onLoad(of(load.incarnation()), load, now);
        } else if (event instanceof ClusterEvent.HandedOver handed) {
            onHandedOver(of(handed.incarnation()));
        } else if (event instanceof ClusterEvent.LinkLost lost) {
            onLinkLost(of(lost.incarnation()), now);
        } else if (event instanceof ClusterEvent.Misbehaved misbehaved) {
            onMisbehaved(of(misbehaved.incarnation()), misbehaved.how());
        } else if (event instanceof ClusterEvent.Exited exited) {
            onExited(of(exited.incarnation()), exited, now);
        } else if (event instanceof ClusterEvent.Tick) {
            onTick(now);
        } else if (event instanceof ClusterEvent.Shutdown shutdown) {
            onShutdown(shutdown.now(), now);
        }
        List<Action> decided = actions;
        actions = new ArrayList<>();
        return decided;
    }

    private void launch(Seat seat, long now) {
        seat.launch(nextIncarnation(), now, limits.boot().toMillis());
        actions.add(new Action.Launch(seat.id, seat.incarnation));
        actions.add(new Action.TellRoster());
    }

    /** Round and round, so that the id of a session of a dead worker is not taken for one of a living worker's. */
    private int nextIncarnation() {
        do {
            lastIncarnation = lastIncarnation % MAX_INCARNATION + 1;
        } while (of(lastIncarnation) != null);
        return lastIncarnation;
    }

    private void onLaunched(@Nullable Seat seat, long pid) {
        if (seat != null) {
            seat.pid = pid;
            actions.add(new Action.TellRoster());
        }
    }

    private void onReady(@Nullable Seat seat, long now) {
        if (seat == null || seat.state != WorkerState.STARTING) {
            return;
        }
        seat.enter(WorkerState.RUNNING, now + limits.silence().toMillis());
        say(seat + " is ready");
        membersChanged();
        if (!allWereReady && seats.stream().allMatch(Seat::isReady)) {
            allWereReady = true;
            actions.add(new Action.ClusterReady(now - startedAt));
        }
    }

    private void onLoad(@Nullable Seat seat, ClusterEvent.Load load, long now) {
        if (seat == null) {
            return;
        }
        seat.report(load.open(), load.adopted());
        if (seat.isReady()) {
            seat.deadline = now + limits.silence().toMillis();
            seat.threadsDumped = false;
        }
    }

    private void onHandedOver(@Nullable Seat seat) {
        if (seat != null) {
            seat.handedOver();
        }
    }

    private void onLinkLost(@Nullable Seat seat, long now) {
        if (seat == null || seat.state == WorkerState.STOPPING) {
            return;
        }
        boolean wasReady = seat.isReady();
        seat.enter(WorkerState.STOPPING, now + LAST_CHANCE_MILLIS);
        if (wasReady) {
            membersChanged();
        }
    }

    private void onMisbehaved(@Nullable Seat seat, String how) {
        if (seat != null) {
            kill(seat, how);
        }
    }

    private void kill(Seat seat, String why) {
        boolean wasReady = seat.isReady();
        seat.enter(WorkerState.STOPPING, Seat.NEVER);
        complain(seat + " is killed: " + why);
        actions.add(new Action.Kill(seat.incarnation));
        if (wasReady) {
            membersChanged();
        }
    }

    private void onExited(@Nullable Seat seat, ClusterEvent.Exited exited, long now) {
        if (seat == null) {
            return;
        }
        boolean wasReady = seat.isReady();
        String how = exitText(seat, exited);
        seat.pid = 0;
        if (shuttingDown) {
            seat.enter(WorkerState.STOPPED, Seat.NEVER);
            say(how);
        } else {
            replace(seat, how, now);
        }
        if (wasReady) {
            membersChanged();
        } else {
            actions.add(new Action.TellRoster());
        }
        finishIfEmpty(how);
    }

    private void replace(Seat seat, String how, long now) {
        RestartPolicy.Verdict verdict = restart.afterCrash(seat.history, now, now - seat.launchedAt, random.getAsDouble());
        if (verdict instanceof RespawnIn respawn) {
            complain(how + (respawn.millis() == 0 ? "; starting it again"
                    : "; starting it again in " + Duration.ofMillis(respawn.millis()).toString().substring(2).toLowerCase()));
            seat.enter(WorkerState.RESPAWNING, now + respawn.millis());
            startDue(seat, now);
        } else if (verdict instanceof GiveUp giveUp) {
            complain(how + "; giving up on [w" + seat.id + "]: " + giveUp.why());
            seat.enter(WorkerState.FAILED, Seat.NEVER);
        }
    }

    private void startDue(Seat seat, long now) {
        if (seat.deadline <= now) {
            launch(seat, now);
        }
    }

    private void finishIfEmpty(String lastExit) {
        if (finished || seats.stream().anyMatch(seat -> seat.hasProcess() || seat.state == WorkerState.RESPAWNING)) {
            return;
        }
        finished = true;
        if (!shuttingDown) {
            complain("All workers have failed. The last one: " + lastExit);
        }
        actions.add(new Action.Finish(shuttingDown ? 0 : 1));
    }

    private void onTick(long now) {
        if (now > nextDeadline() + STOPPED_MILLIS) {
            seats.stream().filter(Seat::isReady).forEach(seat -> seat.deadline = now + limits.silence().toMillis());
        }
        for (Seat seat : seats) {
            if (seat.deadline <= now) {
                onDeadline(seat, now);
            }
        }
    }

    private void onDeadline(Seat seat, long now) {
        switch (seat.state) {
            case STARTING -> kill(seat, "not READY within " + limits.boot().toSeconds()
                    + " s (quarkus.socketio.cluster.boot-timeout)");
            case RUNNING -> onSilence(seat, now);
            case RESPAWNING -> startDue(seat, now);
            case STOPPING -> kill(seat, shuttingDown ? "not gone within " + limits.shutdown().toSeconds()
                    + " s (quarkus.socketio.cluster.shutdown-timeout)" : "it closed its link and did not leave");
            default -> seat.deadline = Seat.NEVER;
        }
    }

    private void onSilence(Seat seat, long now) {
        if (seat.threadsDumped) {
            kill(seat, "it hangs");
            return;
        }
        seat.threadsDumped = true;
        seat.deadline = now + LAST_CHANCE_MILLIS;
        complain(seat + " was silent for " + limits.silence().toSeconds()
                + " s (quarkus.socketio.cluster.worker-timeout): asking for a thread dump, then killing it");
        actions.add(new Action.DumpThreads(seat.incarnation));
    }

    private void onShutdown(boolean immediately, long now) {
        shuttingDown = true;
        long end = now + (immediately ? 0 : limits.shutdown().toMillis());
        for (Seat seat : seats) {
            if (!seat.hasProcess()) {
                seat.enter(seat.state == WorkerState.FAILED ? WorkerState.FAILED : WorkerState.STOPPED, Seat.NEVER);
            } else if (immediately) {
                kill(seat, "shutdown at once");
            } else {
                seat.enter(WorkerState.STOPPING, end);
                actions.add(new Action.Stop(seat.incarnation, limits.shutdown().toMillis()));
            }
        }
        membersChanged();
        finishIfEmpty("none");
    }

    private void membersChanged() {
        actions.add(new Action.TellMembers());
        actions.add(new Action.TellRoster());
    }

    private void say(String text) {
        actions.add(new Action.Say(false, text));
    }

    private void complain(String text) {
        actions.add(new Action.Say(true, text));
    }

    private static String exitText(Seat seat, ClusterEvent.Exited exited) {
        if (exited.code() > SIGNALLED && exited.code() < SIGNALLED + 32) {
            return seat + " was ended by signal " + (exited.code() - SIGNALLED);
        }
        return seat + " exited with code " + exited.code()
                + (exited.code() == 0 ? "" : ", its last words: " + exited.lastWords());
    }
}
