package io.quarkiverse.socketio.test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.Payload;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * HTTP long-polling: one GET waits at any time, until the connection is paused for an upgrade.
 * <p>
 * Thread: that of the client.
 */
final class PollingConnection implements TransportConnection {
    private static final char SEPARATOR = 0x1e;
    private static final int OK = 200;
    /** After a dropped line, for a server that lets clients poll twice at the same time. */
    private static final int MAX_POLLS = 100;

    private final Endpoint endpoint;
    private final ClientThread thread;
    private final Listener listener;
    private final CompletableFuture<Void> paused = new CompletableFuture<>();
    private String sid = "";
    private int maxPayload = Integer.MAX_VALUE;
    private boolean pausing;
    private boolean ended;
    private CompletableFuture<HttpResponse<byte[]>> poll = new CompletableFuture<>();

    PollingConnection(Endpoint endpoint, ClientThread thread, Listener listener) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.listener = listener;
    }

    /** Sends the first GET; the result is a {@link ConnectFailedException} if it is refused. */
    CompletableFuture<Void> open() {
        poll = get();
        return poll.handleAsync((response, failure) -> {
            if (response == null) {
                throw ConnectFailedException.unreachable(failure);
            }
            if (response.statusCode() != OK) {
                throw ConnectFailedException.http(response.statusCode(), text(response));
            }
            deliver(response.body());
            return null;
        }, thread);
    }

    /** Starts to poll the session of that id. */
    void start(String id, int maximum) {
        sid = id;
        maxPayload = maximum;
        poll();
    }

    private CompletableFuture<HttpResponse<byte[]>> get() {
        return endpoint.http().sendAsync(request().GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request() {
        URI uri = endpoint.uri(Transport.POLLING, sid);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        endpoint.headers().forEach(request::header);
        return request;
    }

    private void poll() {
        poll = get();
        poll.whenCompleteAsync(this::onPolled, thread);
    }

    private void onPolled(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (response == null || response.statusCode() != OK) {
            end("a poll " + (response == null ? "failed: " + failure : describe(response)));
            return;
        }
        deliver(response.body());
        if (pausing) {
            paused.complete(null);
        } else if (!ended) {
            poll();
        }
    }

    private void deliver(byte[] body) {
        try {
            for (Packet packet : Payload.decode(Unpooled.wrappedBuffer(body), Integer.MAX_VALUE)) {
                listener.onPacket(packet);
            }
        } catch (MalformedPacketException e) {
            end("the server sent " + e.getMessage());
        }
    }

    private void end(String cause) {
        ended = true;
        listener.onEnd(cause);
    }

    private static String describe(HttpResponse<byte[]> response) {
        return "was answered with " + response.statusCode() + " " + text(response);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Ends polling after the answer to the present GET. */
    CompletableFuture<Void> pause() {
        pausing = true;
        return paused;
    }

    /** Takes as many messages as one request may have. */
    @Override
    public CompletableFuture<?> send(Deque<EngineMessage> queue) {
        StringBuilder body = new StringBuilder(queue.remove().inPayload());
        int size = utf8Length(body);
        while (!queue.isEmpty()) {
            String next = queue.element().inPayload();
            size += 1 + utf8Length(next);
            if (size > maxPayload) {
                break;
            }
            queue.remove();
            body.append(SEPARATOR).append(next);
        }
        HttpRequest post = request().header("Content-Type", "text/plain;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
        return endpoint.http().sendAsync(post, HttpResponse.BodyHandlers.ofByteArray()).thenAccept(response -> {
            if (response.statusCode() != OK) {
                throw new IllegalStateException("a request with events " + describe(response));
            }
        });
    }

    private static int utf8Length(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Polls twice at the same time, at which the server closes the session as if the line were broken. To break off the
     * connection of a request would not do: whether the server has read the request by then depends on chance.
     */
    @Override
    public CompletableFuture<?> drop() {
        ended = true;
        if (sid.isEmpty()) { // there is no session yet
            poll.cancel(true);
            return CompletableFuture.completedFuture(null);
        }
        return dropped(poll, get(), MAX_POLLS);
    }

    private CompletableFuture<?> dropped(CompletableFuture<HttpResponse<byte[]>> first,
            CompletableFuture<HttpResponse<byte[]>> second, int more) {
        return CompletableFuture.anyOf(first, second).handle((any, failure) -> any instanceof HttpResponse<?> response
                && response.statusCode() == OK).thenComposeAsync(alive -> {
                    if (!alive || more == 0) {
                        return CompletableFuture.completedFuture(null);
                    }
                    // one of them got an event before the other arrived
                    return dropped(first.isDone() ? second : first, get(), more - 1);
                }, thread);
    }

    @Override
    public CompletableFuture<?> close() {
        ended = true;
        poll.cancel(true);
        return CompletableFuture.completedFuture(null);
    }
}
