package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A well-behaved client that connects, requests an echo and disconnects, again and again. It may be refused for a while.
 * <p>
 * Thread: one of its own.
 */
final class ShortLivedClient implements AutoCloseable {
    private final Target target;
    private final UnaryOperator<Session> encoding;
    private final Random random;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile int served;
    private volatile int refused;

    /** @param encoding returns a session that encodes packets as the server expects */
    ShortLivedClient(Target target, UnaryOperator<Session> encoding, Random random) {
        this.target = target;
        this.encoding = encoding;
        this.random = random;
        this.thread = Attacker.daemon("newcomer", this::run);
    }

    private void run() {
        while (!ending) {
            long end = System.nanoTime() + AttackRun.LIMIT.toNanos();
            IOException failure = null;
            boolean done = false;
            while (!done && System.nanoTime() < end) {
                try {
                    visit();
                    done = true;
                } catch (IOException e) {
                    failure = e;
                    refused++;
                    pause();
                }
            }
            if (done) {
                served++;
                pause();
            } else {
                complaints.add("a newcomer is refused for " + AttackRun.LIMIT.toSeconds() + " s, at last: " + failure);
            }
        }
    }

    private void visit() throws IOException {
        try (Session session = encoding
                .apply(random.nextBoolean() ? new Session.WebSocket(target) : new Session.Polling(target))) {
            session.send("40");
            session.send("427[\"echo\",\"new\"]");
            for (boolean answered = false; !answered;) {
                for (String packet : session.receive()) {
                    answered |= packet.equals("437[\"new\"]");
                }
            }
            session.send("1");
            takeTheRest(session);
        }
    }

    /** Reads what the server still holds for it, so that its session ends at once. */
    private static void takeTheRest(Session session) {
        try {
            session.receive();
        } catch (IOException e) {
            // there was no data
        }
    }

    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(200)));
    }

    List<String> complaints() {
        return complaints;
    }

    int served() {
        return served;
    }

    int refused() {
        return refused;
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join(AttackRun.LIMIT.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
