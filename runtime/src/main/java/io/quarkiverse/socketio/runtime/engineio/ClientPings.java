package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

/**
 * The heartbeat of revision 3: the client pings, the server answers. Only pings count, whatever else the client sends. One
 * timer is set anew when it fires, so that a ping sets none.
 * <p>
 * Thread: the session's event loop.
 */
final class ClientPings implements Heartbeat {
    private final EventLoop loop;
    private final long patience;
    private final Duration paceOfPaused;
    private final Runnable pong;
    private final Runnable expired;
    private long deadline;
    private EventLoop.Timer timer;
    private boolean paused;

    ClientPings(EventLoop loop, EngineOptions.Pings options, Runnable pong, Runnable expired) {
        this.loop = loop;
        this.patience = options.interval().toNanos() + options.timeout().toNanos();
        this.paceOfPaused = options.timeout().dividedBy(2);
        this.pong = pong;
        this.expired = expired;
        this.deadline = loop.nanoTime() + patience;
        this.timer = arm();
    }

    @Override
    public boolean onPing() {
        deadline = loop.nanoTime() + patience;
        pong.run();
        return true;
    }

    @Override
    public boolean onPong() {
        return false;
    }

    /** Answers the pings that may lie there, since the client waits for no answer longer than the timeout. */
    @Override
    public void pause() {
        paused = true;
        timer.cancel();
        timer = loop.schedule(paceOfPaused, this::answerUnread);
    }

    private void answerUnread() {
        timer = loop.schedule(paceOfPaused, this::answerUnread);
        pong.run(); // last: it may find the client lost, and stop this
    }

    @Override
    public void resume() {
        paused = false;
        deadline = loop.nanoTime() + patience;
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
            expired.run();
        } else {
            timer = arm();
        }
    }
}
