package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

/** Tests for how long a server reports to administrators. */
class WatchersTest {
    private static final Instant START = Instant.EPOCH;
    private final Watchers watchers = new Watchers(START);

    private boolean presentAt(Instant now) {
        watchers.expire(now);
        return watchers.present();
    }

    @Test
    void aServerThatStartsReportsForTheTimeOfALease() {
        assertThat(watchers.present()).isTrue();
        assertThat(presentAt(START.plus(Watchers.LEASE).minusMillis(1))).isTrue();
        assertThat(presentAt(START.plus(Watchers.LEASE))).isFalse();
    }

    @Test
    void anAdministratorIsReportedToUntilNothingIsHeardOfOneForALease() {
        Instant later = START.plus(Watchers.LEASE.multipliedBy(2));
        assertThat(presentAt(later)).isFalse();
        watchers.found(later);
        assertThat(watchers.present()).isTrue();
        assertThat(presentAt(later.plus(Watchers.LEASE).minusMillis(1))).isTrue();
        assertThat(presentAt(later.plus(Watchers.LEASE))).isFalse();
    }
}
