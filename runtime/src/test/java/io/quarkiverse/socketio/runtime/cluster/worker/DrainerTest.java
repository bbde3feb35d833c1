package io.quarkiverse.socketio.runtime.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;

/** Tests how a worker is drained, in virtual time. */
class DrainerTest {
    private final FakeHooks hooks = new FakeHooks();
    private int open;
    private long now = 5_000;

    @Test
    void aWorkerWithoutClientsIsDrainedAtOnce() {
        assertThat(drainer(30_000).step(now)).isTrue();
        assertThat(hooks.leaving).isTrue();
    }

    @Test
    void clientsAreDisconnectedInBatches() {
        hooks.sessions = 25;
        Drainer drainer = drainer(30_000);
        assertThat(drainer.step(now)).isFalse();
        assertThat(hooks.sessions).isEqualTo(15);
        now += 999;
        drainer.step(now);
        assertThat(hooks.sessions).isEqualTo(15);
        now += 1;
        drainer.step(now);
        now += 1000;
        assertThat(drainer.step(now)).isTrue();
        assertThat(hooks.sessions).isZero();
    }

    @Test
    void activeRequestsAreFinishedFirst() {
        hooks.inFlight = 1;
        Drainer drainer = drainer(30_000);
        assertThat(drainer.step(now)).isFalse();
        now += 20_000;
        assertThat(drainer.step(now)).isFalse();
        hooks.inFlight = 0;
        assertThat(drainer.step(now)).isTrue();
    }

    @Test
    void anIdleConnectionMayStillSendARequest() {
        open = 1;
        Drainer drainer = drainer(30_000);
        assertThat(drainer.step(now)).isFalse();
        now += Drainer.IDLE_MILLIS - 1;
        assertThat(drainer.step(now)).isFalse();
        now += 1;
        assertThat(drainer.step(now)).isTrue();
    }

    @Test
    void aConnectionThatIsUsedAgainIsNotIdle() {
        open = 1;
        Drainer drainer = drainer(30_000);
        drainer.step(now);
        now += Drainer.IDLE_MILLIS - 1;
        hooks.inFlight = 1;
        drainer.step(now);
        hooks.inFlight = 0;
        now += 1;
        assertThat(drainer.step(now)).isFalse();
        now += Drainer.IDLE_MILLIS;
        assertThat(drainer.step(now)).isTrue();
    }

    @Test
    void theDrainTimeIsLimited() {
        hooks.inFlight = 1;
        Drainer drainer = drainer(30_000);
        now += 27_999;
        assertThat(drainer.step(now)).isFalse();
        now += 1;
        assertThat(drainer.step(now)).isTrue();
        Drainer brief = drainer(1000);
        now += 499;
        assertThat(brief.step(now)).isFalse();
        now += 1;
        assertThat(brief.step(now)).isTrue();
    }

    private Drainer drainer(long withinMillis) {
        return new Drainer(hooks, () -> open, now, withinMillis);
    }

    private static final class FakeHooks implements WorkerHooks {
        private int sessions;
        private int inFlight;
        private boolean leaving;

        @Override
        public int sessions() {
            return sessions;
        }

        @Override
        public int requestsInFlight() {
            return inFlight;
        }

        @Override
        public long requests() {
            return 0;
        }

        @Override
        public LinkMessage.Activity activity() {
            return LinkMessage.Activity.NONE;
        }

        @Override
        public void startDraining() {
            leaving = true;
        }

        @Override
        public void shed(int clients) {
            sessions = Math.max(0, sessions - clients);
        }

        @Override
        public CompletionStage<QueryReply> answer(Query<?> query) {
            return CompletableFuture.completedFuture(QueryReply.Text.DONE);
        }

        @Override
        public void onEvent(ClusterEvent event) {
            throw new AssertionError(event);
        }

        @Override
        public DrainPace drainPace() {
            return new DrainPace(10, 1000);
        }
    }
}
