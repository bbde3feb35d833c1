package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.WorkerState;

/**
 * A place for a worker. Usually one process has it; while it is handed on there is one more that will have it, or that had it.
 * Changed by {@link WorkerTable} only.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Seat {
    public static final long NEVER = Long.MAX_VALUE;

    public final int id;
    public final RestartPolicy.History history = new RestartPolicy.History();
    /** Who has it. */
    @Nullable
    public Worker worker;
    /** Who shall have it once it is ready. */
    @Nullable
    public Worker replacement;
    /** Who had it, until they are gone: their end is no crash. */
    public final List<Worker> leaving = new ArrayList<>(1);
    /** Why it is empty when it is: STOPPED, RESPAWNING or FAILED. */
    public WorkerState vacancy = WorkerState.STOPPED;
    /** When it is filled again. */
    public long respawnAt = NEVER;
    /** Its processes that ended and were not asked to. */
    public long crashes;
    /** Connections that its processes were handed. */
    public long handedOver;
    /** Goes with its last process. */
    public boolean removed;

    public Seat(int id) {
        this.id = id;
    }

    public WorkerState state() {
        if (worker != null) {
            return worker.state;
        }
        return leaving.isEmpty() ? vacancy : WorkerState.STOPPING;
    }

    public void empty(WorkerState why, long until) {
        vacancy = why;
        respawnAt = until;
    }

    /** Who is shown for it: who has it, or who had it last. */
    @Nullable
    public Worker shown() {
        return worker != null || leaving.isEmpty() ? worker : leaving.get(leaving.size() - 1);
    }

    /** All processes there are in it. */
    public Stream<Worker> processes() {
        return Stream.concat(Stream.of(worker, replacement).filter(process -> process != null), leaving.stream());
    }

    @Nullable
    public Worker process(int incarnation) {
        if (worker != null && worker.incarnation == incarnation) {
            return worker;
        }
        if (replacement != null && replacement.incarnation == incarnation) {
            return replacement;
        }
        for (Worker left : leaving) {
            if (left.incarnation == incarnation) {
                return left;
            }
        }
        return null;
    }

    public long nextDeadline() {
        return Math.min(respawnAt, processes().mapToLong(process -> process.deadline).min().orElse(NEVER));
    }

    public boolean hasProcess() {
        return worker != null || replacement != null || !leaving.isEmpty();
    }

    /** Whether it has a process, or will have one again. */
    public boolean isAlive() {
        return hasProcess() || vacancy == WorkerState.RESPAWNING;
    }

    public boolean isReady() {
        return worker != null && worker.isReady();
    }

    @Override
    public String toString() {
        return "[w" + id + "]";
    }
}
