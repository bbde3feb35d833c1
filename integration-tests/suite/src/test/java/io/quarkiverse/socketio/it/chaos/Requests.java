package io.quarkiverse.socketio.it.chaos;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.quarkiverse.socketio.it.chaos.Event.Outcome;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/**
 * Sends plain requests, a few on each connection, each with its own text, which must be echoed.
 * <p>
 * Thread: one of its own.
 */
final class Requests implements AutoCloseable {
    private static final int PAUSE_MILLIS = 10;

    private final String name;
    private final int port;
    private final History history;
    private final Random random;
    private final Thread thread;
    private volatile boolean ending;
    private int number;

    Requests(String name, int port, History history, long seed) {
        this.name = name;
        this.port = port;
        this.history = history;
        this.random = new Random(seed);
        this.thread = ChaosClient.daemon(name, this::run);
    }

    private void run() {
        while (!ending) {
            long at = History.now();
            try (RawHttp http = new RawHttp(port)) {
                boolean last = false;
                for (int count = random.nextInt(5); !last && !ending && count >= 0; count--) {
                    last = ask(http);
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (IOException e) {
                history.add(new Event.Asked(at, History.now(), Outcome.FAILED, "no connection: " + e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns whether the response closes the connection. */
    private boolean ask(RawHttp http) {
        String text = name + "." + ++number;
        long at = History.now();
        Outcome outcome = Outcome.FAILED;
        String detail = text;
        boolean last = true;
        try {
            Response answer = http.get("/echo/" + text);
            detail = text + ", " + answer.status() + ": " + answer.body();
            if (answer.status() == 200) {
                outcome = answer.body().equals(text) ? Outcome.ANSWERED : Outcome.WRONG;
                last = "close".equalsIgnoreCase(answer.headers().get("connection"));
            }
        } catch (IOException e) {
            detail = text + ", " + e;
        }
        history.add(new Event.Asked(at, History.now(), outcome, detail));
        return last;
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(120));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
