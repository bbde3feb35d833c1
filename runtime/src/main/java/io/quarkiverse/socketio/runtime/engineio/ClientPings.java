package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

/**
 * The heartbeat of revision 3: the client pings, the server answers with a pong. Only pings prove that the client is alive,
 * other packets do not. There is one timer, which is scheduled again when it fires, so a ping schedules nothing.
 * <p>
 * Thread: the session's event loop.
 */
final class ClientPings implements Heartbeat {
    private final EventLoop loop;
    private final long silenceLimit;
    private final Duration pausedPongInterval;
    private final Listener listener;
    private long deadline;
    private EventLoop.Timer timer;
    private boolean paused;

    ClientPings(EventLoop loop, EngineOptions.Pings options, Listener listener) {
        this.loop = loop;
        this.silenceLimit = options.interval().toNanos() + options.timeout().toNanos();
        this.pausedPongInterval = options.timeout().dividedBy(2);
        this.listener = listener;
        this.deadline = loop.nanoTime() + silenceLimit;
        this.timer = arm();
    }

    @Override
    public boolean onPing() {
        deadline = loop.nanoTime() + silenceLimit;
        listener.onHeartbeat();
        return true;
    }

    @Override
    public boolean onPong() {
        return false;
    }

    /**
     * {@inheritDoc}
     * <p>
     * Meanwhile sends pongs without having read a ping, since the client closes the connection if a pong takes longer than
     * the timeout.
     */
    @Override
    public void pause() {
        paused = true;
        timer.cancel();
        timer = loop.schedule(pausedPongInterval, this::sendPausedPong);
    }

    private void sendPausedPong() {
        timer = loop.schedule(pausedPongInterval, this::sendPausedPong);
        listener.onHeartbeat(); // last: it may find the connection broken and stop this heartbeat
    }

    @Override
    public void resume() {
        paused = false;
        deadline = loop.nanoTime() + silenceLimit;
        timer.cancel();
        timer = arm();
    }

    @Override
    public boolean isExpired() {
        return !paused && loop.nanoTime() - deadline >= 0;
    }

    @Override
    public void stop() {
        timer.cancel();
    }

    private EventLoop.Timer arm() {
        return loop.schedule(Duration.ofNanos(Math.max(0, deadline - loop.nanoTime())), this::wake);
    }

    private void wake() {
        if (isExpired()) {
            listener.onHeartbeatExpired();
        } else {
            timer = arm();
        }
    }
}
