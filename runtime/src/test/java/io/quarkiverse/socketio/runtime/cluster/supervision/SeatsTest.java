package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeatsTest {
    private final Seats seats = new Seats(2);

    @Test
    void anIncarnationThatIsGoneStillHasTheNameOfItsSeat() {
        Seat second = seats.all().get(1);
        seats.nextIncarnation(seats.all().get(0));
        second.worker = new Worker(second, seats.nextIncarnation(second), 0, 0);
        assertThat(seats.nameOf(1)).isEqualTo("worker w1 of this cluster, which is gone");
        assertThat(seats.nameOf(2)).isEqualTo("worker w2 of this cluster");
        second.worker = null;
        assertThat(seats.nameOf(2)).isEqualTo("worker w2 of this cluster, which is gone");
    }

    @Test
    void anyOtherNumberIsNobodys() {
        for (int number : new int[] { Integer.MIN_VALUE, -1, 0, 1, 4095, 4096, Integer.MAX_VALUE }) {
            assertThat(seats.nameOf(number)).isEqualTo("no worker of this cluster");
        }
    }
}
