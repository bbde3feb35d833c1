package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.engineio.ManualLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

class AcksTest {
    private final ManualLoop loop = new ManualLoop();
    private final ListeningSocket socket = (ListeningSocket) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] { ListeningSocket.class }, (proxy, method, arguments) -> method.getName());
    private final Acks acks = new Acks(socket, loop, 2, new ServerStats(), bytes -> this.held += bytes);
    private final Arguments arguments = (Arguments) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] { Arguments.class }, (proxy, method, values) -> method.getName());
    private long held;
    private int failed;

    private Cancellable await(long id, @Nullable Duration timeout) {
        return Uni.createFrom().<Arguments> emitter(emitter -> acks.await(id, emitter, timeout)).subscribe()
                .with(answer -> {
                }, failure -> failed++);
    }

    @Test
    void pendingAcknowledgementsAreChargedUntilTheSocketIsDisconnected() {
        await(1, null);
        await(2, Duration.ofSeconds(1));
        await(3, null); // above the limit of two
        assertThat(failed).isOne();
        assertThat(held).isEqualTo(2 * Acks.BYTES);

        acks.failAll("disconnected");
        loop.runAll();
        assertThat(failed).isEqualTo(3);
        assertThat(held).isZero();
    }

    @Test
    void acknowledgementThatIsAnsweredOrCancelledIsReleasedOnce() {
        Cancellable cancelled = await(1, null);
        await(2, null);
        cancelled.cancel();
        loop.runAll();
        assertThat(held).isEqualTo(Acks.BYTES);

        acks.onAck(2, arguments);
        acks.onAck(2, arguments);
        loop.runAll();
        assertThat(held).isZero();
    }

    @Test
    void acknowledgementThatTimesOutIsReleased() {
        await(1, Duration.ofSeconds(1));
        assertThat(held).isEqualTo(Acks.BYTES);
        loop.advance(Duration.ofSeconds(1));
        loop.runAll();
        assertThat(failed).isOne();
        assertThat(held).isZero();
    }
}
