package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The seats of the cluster, by id. A seat that was removed stays until its last process has exited.
 * <p>
 * Thread: the primary's event loop.
 */
final class Seats {
    private final List<Seat> seats = new ArrayList<>();
    private final SeatContext context;

    Seats(SupervisionSettings settings, DoubleSupplier random, PendingActions actions) {
        this.context = new SeatContext(settings, random, actions, new Incarnations(number -> worker(number) != null));
        IntStream.rangeClosed(1, settings.workers()).mapToObj(id -> new Seat(id, context)).forEach(seats::add);
    }

    List<Seat> all() {
        return seats;
    }

    /** Returns the seats that should have a worker. */
    List<Seat> wanted() {
        return seats.stream().filter(seat -> !seat.isRemoved()).toList();
    }

    @Nullable
    Seat wanted(int id) {
        return seats.stream().filter(seat -> seat.id() == id && !seat.isRemoved()).findFirst().orElse(null);
    }

    /** Adds a seat with the lowest number that is free. */
    Seat add() {
        int id = 1;
        while (has(id)) {
            id++;
        }
        Seat seat = new Seat(id, context);
        seats.add(seat);
        seats.sort(Comparator.comparingInt(Seat::id));
        return seat;
    }

    private boolean has(int id) {
        return seats.stream().anyMatch(seat -> seat.id() == id);
    }

    /** Removes the seats that were removed and have no process any more. */
    void purge() {
        seats.removeIf(seat -> seat.isRemoved() && !seat.hasProcess());
    }

    /** Returns the workers that take connections. */
    List<Worker> ready() {
        List<Worker> ready = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            Worker worker = seat.worker();
            if (worker != null && worker.isReady()) {
                ready.add(worker);
            }
        }
        return ready;
    }

    /** Returns the workers that have clients: the ready ones, and leaving ones that have not disconnected all. */
    List<Worker> serving() {
        return seats.stream().flatMap(Seat::processes).filter(Worker::isServing).toList();
    }

    /** Returns the living process of an incarnation. */
    @Nullable
    Worker worker(int incarnation) {
        Seat seat = seatOf(incarnation);
        return seat == null ? null : seat.process(incarnation);
    }

    /** Returns the seat of a living process. */
    @Nullable
    Seat seatOf(int incarnation) {
        for (Seat seat : seats) {
            if (seat.process(incarnation) != null) {
                return seat;
            }
        }
        return null;
    }

    String describe(int incarnation) {
        return context.incarnations().describe(incarnation);
    }

    long nextDeadline() {
        long next = Seat.NEVER;
        for (Seat seat : seats) {
            next = Math.min(next, seat.nextDeadline());
        }
        return next;
    }
}
