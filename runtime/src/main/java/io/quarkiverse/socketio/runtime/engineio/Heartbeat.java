package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The server's pings (protocol v4, "Heartbeat"). Works with deadlines and one timer that is set anew when it fires, so that a
 * pong costs
 * nothing, and a timer that fires late does not move the deadlines that follow.
 * <p>
 * Thread: the session's event loop.
 */
final class Heartbeat {
    private final EventLoop loop;
    private final long interval;
    private final long timeout;
    private final Runnable ping;
    private final Runnable expired;
    private long deadline;
    private boolean awaitsPong;
    private long wakeUp;
    private EventLoop.@Nullable Timer timer;

    Heartbeat(EventLoop loop, EngineOptions.Pings options, Runnable ping, Runnable expired) {
        this.loop = loop;
        this.interval = options.interval().toNanos();
        this.timeout = options.timeout().toNanos();
        this.ping = ping;
        this.expired = expired;
        this.deadline = loop.nanoTime() + interval;
        arm();
    }

    void onPong() {
        awaitsPong = false;
        deadline = loop.nanoTime() + interval;
        if (deadline - wakeUp < 0) {
            stop();
            arm();
        }
    }

    /** Whether the session is dead at this moment, though no timer may have fired yet. */
    boolean isExpired() {
        return loop.nanoTime() - (awaitsPong ? deadline : deadline + timeout) >= 0;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        wakeUp = deadline;
        timer = loop.schedule(Duration.ofNanos(Math.max(0, deadline - loop.nanoTime())), this::wake);
    }

    private void wake() {
        if (isExpired()) {
            expired.run();
            return;
        }
        boolean due = !awaitsPong && loop.nanoTime() - deadline >= 0;
        if (due) {
            awaitsPong = true;
            deadline += timeout;
        }
        arm();
        if (due) {
            ping.run(); // last: it may find the client lost, and stop this
        }
    }
}
