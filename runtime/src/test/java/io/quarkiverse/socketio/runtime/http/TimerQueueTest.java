package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.vertx.core.impl.ContextInternal;

class TimerQueueTest extends LoopFixture {
    private final ContextInternal here = newContext();
    private final ContextInternal elsewhere = newContext();

    @Test
    void nettyHasOneTimerForTheEarliest() {
        EmbeddedChannel channel = new EmbeddedChannel();
        TimerQueue queue = new TimerQueue(channel.eventLoop());
        List<EventLoop.Timer> timers = new ArrayList<>();
        for (int hours : List.of(3, 5, 2, 4)) {
            timers.add(queue.schedule(new VertxEventLoop(here), Duration.ofHours(hours), () -> ran.add("never")));
        }
        assertThat(Duration.ofNanos(channel.runScheduledPendingTasks()).toMinutes()).isEqualTo(119);
        timers.forEach(EventLoop.Timer::cancel);
        assertThat(channel.runScheduledPendingTasks()).as("no timer").isEqualTo(-1);
    }

    @Test
    void aTimerIsCancelledOnAnotherThreadThanThatOfItsQueue() throws Exception {
        VertxEventLoop loop = new VertxEventLoop(here);
        loop.execute(() -> {
            EventLoop.Timer timer = loop.schedule(Duration.ofMillis(30), () -> ran.add("never"));
            loop.moveTo(elsewhere);
            loop.execute(() -> {
                timer.cancel();
                timer.cancel();
                loop.schedule(Duration.ofMillis(60), () -> ran.add("after on the other thread " + elsewhere.inThread()));
            });
        });
        assertThat(take(1)).containsExactly("after on the other thread true");
        assertThat(ran).isEmpty();
    }

    @Test
    void aFailingTimerDoesNotStopTheOthers() throws Exception {
        VertxEventLoop loop = new VertxEventLoop(here);
        loop.execute(() -> {
            loop.schedule(Duration.ofMillis(1), () -> {
                throw new IllegalStateException("on purpose");
            });
            loop.schedule(Duration.ofMillis(2), () -> ran.add("second"));
            loop.schedule(Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000), () -> ran.add("never"));
        });
        assertThat(take(1)).containsExactly("second");
    }

    @Test
    void aTimerIsCancelledThoughTheThreadOfItsQueueHasEnded() throws Exception {
        DefaultEventLoop thread = new DefaultEventLoop();
        TimerQueue queue = new TimerQueue(thread);
        EventLoop.Timer timer = queue.schedule(new VertxEventLoop(here), Duration.ofHours(1), () -> ran.add("never"));
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        assertThatCode(timer::cancel).doesNotThrowAnyException();
    }
}
