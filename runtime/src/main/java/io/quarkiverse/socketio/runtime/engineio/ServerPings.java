package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of revision 4: the server pings, the client answers with a pong. Works with deadlines and one timer, which is
 * scheduled again when it fires: a pong schedules nothing, and a late timer does not shift the deadlines that follow.
 * <p>
 * Thread: the session's event loop.
 */
final class ServerPings implements Heartbeat {
    private final EventLoop loop;
    private final long interval;
    private final long timeout;
    private final Runnable ping;
    private final Runnable expired;
    private long deadline;
    private boolean awaitsPong;
    private boolean paused;
    private long wakeUp;
    private EventLoop.@Nullable Timer timer;

    ServerPings(EventLoop loop, EngineOptions.Pings options, Runnable ping, Runnable expired) {
        this.loop = loop;
        this.interval = options.interval().toNanos();
        this.timeout = options.timeout().toNanos();
        this.ping = ping;
        this.expired = expired;
        this.deadline = loop.nanoTime() + interval;
        arm();
    }

    @Override
    public boolean onPing() {
        return false;
    }

    @Override
    public boolean onPong() {
        awaitsPong = false;
        deadline = loop.nanoTime() + interval;
        if (deadline - wakeUp < 0) {
            stop();
            arm();
        }
        return true;
    }

    /**
     * {@inheritDoc}
     * <p>
     * The server goes on sending pings, so that the client does not time out.
     */
    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        onPong();
    }

    @Override
    public boolean isExpired() {
        return !paused && loop.nanoTime() - (awaitsPong ? deadline : deadline + timeout) >= 0;
    }

    @Override
    public void stop() {
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
        boolean due = (paused || !awaitsPong) && loop.nanoTime() - deadline >= 0;
        if (due && paused) {
            awaitsPong = false;
            deadline = loop.nanoTime() + interval;
        } else if (due) {
            awaitsPong = true;
            deadline += timeout;
        }
        arm();
        if (due) {
            ping.run(); // last: it may find the connection broken and stop this heartbeat
        }
    }
}
