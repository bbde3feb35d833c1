package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The seats, by id. One that was removed stays until its last process is gone.
 * <p>
 * Thread: the primary's event loop.
 */
final class Seats {
    static final int MAX_INCARNATION = 4095;

    private final List<Seat> seats = new ArrayList<>();
    private int lastIncarnation;
    /** The seat of each incarnation, the last of that number; 0 if there was none. */
    private final int[] seatOf = new int[MAX_INCARNATION + 1];

    Seats(int count) {
        IntStream.rangeClosed(1, count).mapToObj(Seat::new).forEach(seats::add);
    }

    List<Seat> all() {
        return seats;
    }

    /** Those that shall have a worker. */
    List<Seat> wanted() {
        return seats.stream().filter(seat -> !seat.removed).toList();
    }

    @Nullable
    Seat wanted(int id) {
        return seats.stream().filter(seat -> seat.id == id && !seat.removed).findFirst().orElse(null);
    }

    /** One more, with the lowest number that is free. */
    Seat add() {
        int id = 1;
        while (has(id)) {
            id++;
        }
        Seat seat = new Seat(id);
        seats.add(seat);
        seats.sort(Comparator.comparingInt(one -> one.id));
        return seat;
    }

    private boolean has(int id) {
        return seats.stream().anyMatch(seat -> seat.id == id);
    }

    void forgetTheRemoved() {
        seats.removeIf(seat -> seat.removed && !seat.hasProcess());
    }

    /** Those that take connections. */
    List<Worker> ready() {
        List<Worker> ready = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            if (seat.worker != null && seat.worker.isReady()) {
                ready.add(seat.worker);
            }
        }
        return ready;
    }

    /** Those that have clients: the ready ones, and those that leave and have not sent all away. */
    List<Worker> serving() {
        return seats.stream().flatMap(Seat::processes).filter(Worker::isServing).toList();
    }

    /** The living process of that incarnation. */
    @Nullable
    Worker of(int incarnation) {
        for (Seat seat : seats) {
            Worker found = seat.process(incarnation);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Round and round, so that the id of a session of a dead worker is not taken for one of a living worker's. */
    int nextIncarnation(Seat seat) {
        do {
            lastIncarnation = lastIncarnation % MAX_INCARNATION + 1;
        } while (of(lastIncarnation) != null);
        seatOf[lastIncarnation] = seat.id;
        return lastIncarnation;
    }

    /** Which worker an incarnation is or was, in words; for any number. */
    String nameOf(int incarnation) {
        int seat = incarnation > 0 && incarnation <= MAX_INCARNATION ? seatOf[incarnation] : 0;
        if (seat == 0) {
            return "no worker of this cluster";
        }
        return "worker w" + seat + " of this cluster" + (of(incarnation) == null ? ", which is gone" : "");
    }

    long nextDeadline() {
        long next = Seat.NEVER;
        for (Seat seat : seats) {
            next = Math.min(next, seat.nextDeadline());
        }
        return next;
    }
}
