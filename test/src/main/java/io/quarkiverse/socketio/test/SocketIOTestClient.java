package io.quarkiverse.socketio.test;

import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * A Socket.IO client for tests. It waits instead of calling back: {@link #await} returns the next event of a name, and
 * {@link #emitWithAck} the acknowledgement. Nothing gets lost between two calls, as events are kept in their order until they are
 * taken. What does not come in time fails the test with a message that lists what has come instead.
 *
 * <pre>{@code
 * @QuarkusTest
 * class ChatTest {
 *     @TestHTTPResource
 *     URI uri;
 *
 *     @Test
 *     void aLineReachesTheOthers() {
 *         try (SocketIOTestClient ada = SocketIOTestClient.builder(uri).connect();
 *                 SocketIOTestClient bob = SocketIOTestClient.builder(uri).connect()) {
 *             bob.await("welcome"); // Bob is in the room
 *             assertEquals("ok", ada.emitWithAck("say", "hello").get(0, String.class));
 *             assertEquals("hello", bob.await("line").get(0, String.class));
 *         }
 *     }
 * }
 * }</pre>
 *
 * A client is one socket in one namespace, on a connection of its own, and does not reconnect by itself. It works wherever the
 * server is: in the process of a {@code @QuarkusTest}, or outside of that of a {@code @QuarkusIntegrationTest}.
 * <p>
 * Thread: any that may block, as the thread of a test may; on an event loop all methods that wait throw an
 * {@link IllegalStateException}. Several threads may use one client.
 */
public final class SocketIOTestClient implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    /** A transport of Engine.IO, see {@link SocketIOTestClientBuilder#transports}. */
    public enum Transport {
        /** HTTP long-polling. */
        POLLING,
        /** WebSocket. */
        WEBSOCKET;

        /** Returns its name in requests. */
        String queryName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final ClientThread thread;
    private final SocketSession session;
    private final Duration timeout;

    SocketIOTestClient(ClientThread thread, SocketSession session, Duration timeout) {
        this.thread = thread;
        this.session = session;
        this.timeout = timeout;
    }

    /**
     * Begins a client of the application under test, whose address is that of Quarkus' test configuration
     * ({@code test.url}): in a {@code @QuarkusTest} and a {@code @QuarkusIntegrationTest}.
     *
     * @return a builder
     * @throws IllegalStateException if there is no such address
     */
    public static SocketIOTestClientBuilder builder() {
        return SocketIOTestClientBuilder.ofApplication();
    }

    /**
     * Begins a client of a server. As in other clients, the path of the address is the namespace, and its query is added to that
     * of the requests.
     *
     * @param url {@code http://localhost:8081/chat}, for example that of a {@code @TestHTTPResource("/chat")}
     * @return a builder
     * @throws IllegalArgumentException if it is no address of a server
     */
    public static SocketIOTestClientBuilder builder(URI url) {
        return new SocketIOTestClientBuilder(url);
    }

    /**
     * As {@link #builder(URI)}.
     *
     * @param url the address
     * @return a builder
     */
    public static SocketIOTestClientBuilder builder(URL url) {
        return builder(URI.create(url.toString()));
    }

    /**
     * As {@link #builder(URI)}.
     *
     * @param url the address
     * @return a builder
     */
    public static SocketIOTestClientBuilder builder(String url) {
        return builder(URI.create(url));
    }

    /**
     * Sends an event.
     *
     * @param event the name
     * @param args anything that Jackson can write, {@code byte[]} for binary
     * @throws IllegalStateException if the client is not connected
     * @throws io.quarkiverse.socketio.SocketIOException if the name is reserved or an argument cannot be serialised
     */
    public void emit(String event, @Nullable Object... args) {
        EncodedPacket packet = session.encode(event, args);
        run(() -> session.emit(packet));
    }

    /**
     * Sends an event and waits for its acknowledgement.
     *
     * <pre>{@code
     * double price(SocketIOTestClient client) {
     *     return client.emitWithAck("price", "ACME").get(0, Price.class).value();
     * }
     * }</pre>
     *
     * @param event the name
     * @param args as those of {@link #emit}
     * @return the arguments of the acknowledgement
     * @throws AssertionError if it does not arrive in time
     * @throws IllegalStateException if the client is not connected
     * @throws io.quarkiverse.socketio.SocketIOException if the name is reserved or an argument cannot be serialised
     */
    public Arguments emitWithAck(String event, @Nullable Object... args) {
        EncodedPacket packet = session.encode(event, args);
        CompletableFuture<Arguments> answer = thread.call(() -> session.emitWithAck(packet));
        return await(answer, () -> "No acknowledgement of \"" + event + "\"");
    }

    /**
     * Waits for an event and takes it: the first of that name that was not taken yet, also one that arrived before this call.
     * Events of other names are kept.
     *
     * @param event the name
     * @return the event, which is its arguments
     * @throws AssertionError if it does not arrive in time or the socket is disconnected
     */
    public ReceivedEvent await(String event) {
        return take(event, Set.of());
    }

    /**
     * As {@link #await}, and fails if one of the other events arrives before. As the server's events keep their order, this says
     * that an event was not sent, without waiting for a time: let the server send something that must come later.
     *
     * <pre>{@code
     * void bobDoesNotHearWhatIsWhisperedToEve(SocketIOTestClient ada, SocketIOTestClient bob) {
     *     ada.emit("whisper", "eve", "a secret");
     *     ada.emit("say", "hello all");
     *     bob.awaitBefore("line", "whispered");
     * }
     * }</pre>
     *
     * @param event the name of the event
     * @param unwanted the names of those that must not come before
     * @return the event
     * @throws AssertionError if another event arrives before, or this one does not arrive in time
     */
    public ReceivedEvent awaitBefore(String event, String... unwanted) {
        return take(event, Set.copyOf(List.of(unwanted)));
    }

    /**
     * Waits for an event of any name and takes it: the first of those that were not taken yet.
     *
     * @return the event
     * @throws AssertionError if none arrives in time or the socket is disconnected
     */
    public ReceivedEvent awaitAny() {
        return take(null, Set.of());
    }

    private ReceivedEvent take(@Nullable String event, Set<String> unwanted) {
        CompletableFuture<ReceivedEvent> taken = thread.call(() -> session.take(event, unwanted));
        return await(taken, () -> {
            run(() -> session.inbox().cancel(taken));
            return Inbox.missing(event);
        });
    }

    /**
     * Waits until the socket is disconnected.
     *
     * @return the reason, as in the client for JavaScript: {@code io server disconnect}, {@code io client disconnect},
     *         {@code transport close}, {@code parse error}; also {@code answer failed} and {@code inbox full}, at which the client
     *         drops the line
     * @throws AssertionError if it stays connected
     */
    public String awaitDisconnect() {
        return await(thread.call(session::disconnected), () -> "No disconnection");
    }

    private <T> T await(CompletableFuture<T> result, Supplier<String> missing) {
        return thread.await(result, timeout, () -> missing.get() + " within " + timeout.toMillis() + " ms on "
                + thread.call(() -> session.describe() + "; " + session.inbox().describe()));
    }

    private void run(Runnable task) {
        thread.call(() -> {
            task.run();
            return true;
        });
    }

    /** {@return the events that have arrived and were not taken, in their order; they are not taken by this call} */
    public List<ReceivedEvent> received() {
        return thread.call(() -> session.inbox().untaken());
    }

    /**
     * Sets how the client answers an event of which the server requests an acknowledgement. The event can be awaited, too.
     * Without this, the test answers itself: {@link ReceivedEvent#answer}.
     *
     * @param event the name
     * @param answer gets the arguments and returns the argument of the acknowledgement; called on the thread of the client, so it
     *        must not use the client. If it throws an exception, the client drops the line.
     */
    public void answer(String event, Function<Arguments, ? extends @Nullable Object> answer) {
        run(() -> session.answerWith(event, answer));
    }

    /** {@return the id of the socket; after a disconnection the former one} */
    public String id() {
        return thread.call(session::id);
    }

    /** {@return whether the socket is connected} */
    public boolean isConnected() {
        return thread.call(session::isConnected);
    }

    /** {@return whether the last connection recovered the session of the one before} */
    public boolean recovered() {
        return thread.call(session::recovered);
    }

    /** {@return the present transport, or that of the last connection} */
    public Transport transport() {
        return thread.call(session::transport);
    }

    /**
     * Breaks the line: the server gets no message, and sees {@code transport close}, or with polling {@code transport error}. It
     * may notice it later than this method returns. Events that were not taken can still be.
     *
     * @throws IllegalStateException if the client is not connected
     */
    public void dropLine() {
        thread.await(thread.call(session::dropLine), timeout, () -> "The line cannot be dropped within " + timeout);
    }

    /**
     * Connects again after {@link #dropLine}, {@link #disconnect} or a disconnection by the server, with what connection state
     * recovery needs: the private id of the session and the offset of the last event. See {@link #recovered}.
     *
     * @throws ConnectFailedException if the server refuses or cannot be reached
     * @throws IllegalStateException if the client is connected
     */
    public void reconnect() {
        connect();
    }

    void connect() {
        thread.await(thread.call(session::connect), timeout, () -> {
            run(session::abandon);
            return "The server has not connected " + session.describe() + " within " + timeout.toMillis() + " ms";
        });
    }

    /** Leaves the namespace and closes the connection: the server sees {@code client namespace disconnect}. */
    public void disconnect() {
        thread.await(thread.call(session::disconnect), timeout, () -> "The connection cannot be closed within " + timeout);
    }

    /** As {@link #disconnect}, but does not fail if the connection is broken. */
    @Override
    public void close() {
        CompletableFuture<Boolean> closed = thread.call(session::disconnect).handle((done, failure) -> true);
        thread.await(closed.completeOnTimeout(true, CLOSE_SECONDS, TimeUnit.SECONDS), timeout.plusSeconds(CLOSE_SECONDS),
                () -> "[BUG] closing has a limit");
    }
}
