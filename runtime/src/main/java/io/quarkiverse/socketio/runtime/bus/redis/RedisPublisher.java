package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Sends commands over one connection to Redis in the order of the calls, many in one write, and a limited number before Redis
 * has responded. Commands that wait, and those without a response, take a limited number of bytes.
 * <p>
 * Thread: any; {@link #connection} on the event loop of the context.
 */
final class RedisPublisher {
    /** The most commands in one write. */
    private static final int MAX_BATCH = 128;
    /** The most writes without a response: fewer commands than a connection allows ({@code max-waiting-handlers}). */
    private static final int MAX_BATCHES = 4;
    /** About the bytes that a command takes besides its arguments. */
    private static final int COMMAND_BYTES = 200;

    private final Context context;
    private final long maxBytes;
    private final Queue<Command> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private @Nullable RedisConnection connection;
    private int batches;
    private volatile boolean connected;

    /**
     * @param slot commands that follow each other with the same one are sent together: in a Redis Cluster each is sent to the
     *        server of its slot
     */
    private record Command(Request request, String slot, long bytes, Promise<Response> response) {
    }

    /** @param maxBytes of commands that Redis has not responded to */
    RedisPublisher(Context context, long maxBytes) {
        this.context = context;
        this.maxBytes = maxBytes;
    }

    /** Sets the connection; with {@code null}, commands that wait fail, and so do all until there is another. */
    void connection(@Nullable RedisConnection next) {
        connection = next;
        connected = next != null;
        batches = 0;
        if (next == null) {
            for (Command command = waiting.poll(); command != null; command = waiting.poll()) {
                fail(command, new IllegalStateException("Redis is not connected"));
            }
        }
    }

    /**
     * Sends a command.
     *
     * @param size of its arguments in bytes
     * @return the response, on the context; {@code null} if the command is dropped, as there is no connection or too much waits
     */
    @Nullable
    Future<Response> send(Request request, String slot, int size) {
        long taken = COMMAND_BYTES + (long) size;
        if (!connected || bytes.addAndGet(taken) > maxBytes && release(taken)) {
            return null;
        }
        Command command = new Command(request, slot, taken, Promise.promise());
        waiting.add(command);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(run -> {
                scheduled.set(false);
                sendWaiting();
            });
        }
        return command.response.future();
    }

    /** As {@link #send}, but the response is a failure if the command is dropped. */
    Future<Response> request(Request request, String slot, int size) {
        Future<Response> response = send(request, slot, size);
        return response == null ? Future.failedFuture("Redis is not connected") : response;
    }

    private boolean release(long size) {
        bytes.addAndGet(-size);
        return true;
    }

    private void sendWaiting() {
        RedisConnection present = connection;
        if (present == null) {
            connection(null);
            return;
        }
        while (batches < MAX_BATCHES && !waiting.isEmpty()) {
            send(present, nextBatch());
        }
    }

    private List<Command> nextBatch() {
        List<Command> batch = new ArrayList<>();
        Command next = waiting.peek();
        String slot = next == null ? "" : next.slot;
        while (next != null && batch.size() < MAX_BATCH && next.slot.equals(slot)) {
            batch.add(waiting.remove());
            next = waiting.peek();
        }
        return batch;
    }

    private void send(RedisConnection to, List<Command> batch) {
        batches++;
        Future<List<Response>> responses = batch.size() == 1 ? to.send(batch.get(0).request).map(List::of)
                : to.batch(batch.stream().map(Command::request).toList());
        responses.onComplete(result -> context.runOnContext(back -> {
            for (int i = 0; i < batch.size(); i++) {
                Command command = batch.get(i);
                if (result.succeeded()) {
                    release(command.bytes);
                    command.response.tryComplete(result.result().get(i));
                } else {
                    fail(command, result.cause());
                }
            }
            if (to == connection) {
                batches--;
                sendWaiting();
            }
        }));
    }

    private void fail(Command command, Throwable cause) {
        release(command.bytes);
        command.response.tryFail(cause);
    }
}
