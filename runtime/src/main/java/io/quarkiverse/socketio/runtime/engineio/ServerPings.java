package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of revision 4: the server pings, the client answers with a pong. Works with deadlines and one timer, which is
 * scheduled again when it fires: a pong schedules nothing, and a late timer does not shift the deadlines that follow.
 * <p>
 * Thread: the session's event loop.
 */
final class ServerPings implements Heartbeat, Runnable {
    private final EventLoop loop;
    private final EngineOptions.Pings options;
    private final Listener listener;
    private long deadline;
    private boolean awaitsPong;
    private boolean paused;
    private long wakeUp;
    private EventLoop.@Nullable Timer timer;

    ServerPings(EventLoop loop, EngineOptions.Pings options, Listener listener) {
        this.loop = loop;
        this.options = options;
        this.listener = listener;
        this.deadline = nextPing();
        arm();
    }

    private long nextPing() {
        return loop.nanoTime() + options.interval().toNanos();
    }

    private long timeout() {
        return options.timeout().toNanos();
    }

    @Override
    public boolean onPing() {
        return false;
    }

    @Override
    public boolean onPong() {
        awaitsPong = false;
        deadline = nextPing();
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
        return !paused && loop.nanoTime() - (awaitsPong ? deadline : deadline + timeout()) >= 0;
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
        timer = loop.schedule(Duration.ofNanos(Math.max(0, deadline - loop.nanoTime())), this);
    }

    /** The timer has fired. */
    @Override
    public void run() {
        if (isExpired()) {
            listener.onHeartbeatExpired();
            return;
        }
        boolean due = (paused || !awaitsPong) && loop.nanoTime() - deadline >= 0;
        if (due && paused) {
            awaitsPong = false;
            deadline = nextPing();
        } else if (due) {
            awaitsPong = true;
            deadline += timeout();
        }
        arm();
        if (due) {
            listener.onHeartbeat(); // last: it may find the connection broken and stop this heartbeat
        }
    }
}
