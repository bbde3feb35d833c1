package io.quarkiverse.socketio.test;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;

/** The official Socket.IO client for Java; tests wait for what it receives, never for time. */
public final class Client implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Socket socket;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();

    private Client(Socket socket) {
        this.socket = socket;
        socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> {
            if (!socket.isActive()) {
                connected.completeExceptionally(new AssertionError("connect_error: " + args[0]));
            }
        });
    }

    /** @param uri of the application and the namespace, {@code http://localhost:8081/chat} */
    public static Client connect(URI uri) {
        return connect(uri, options());
    }

    public static Client connect(URI uri, IO.Options options) {
        Client client = create(uri, options);
        client.open();
        return client;
    }

    /** Returns a client that is not connected yet, so that listeners can be added before its first event. */
    public static Client create(URI uri, IO.Options options) {
        return new Client(IO.socket(uri, options));
    }

    public void open() {
        socket.connect();
        await(connected);
    }

    public static IO.Options options() {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.reconnectionDelay = 100;
        options.reconnectionDelayMax = 500;
        return options;
    }

    public static IO.Options webSocketOnly() {
        IO.Options options = options();
        options.transports = new String[] { "websocket" };
        return options;
    }

    public Socket socket() {
        return socket;
    }

    public void emit(String event, Object... args) {
        socket.emit(event, args);
    }

    /** Waits for the acknowledgement. */
    public Object[] call(String event, Object... args) {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, args, (Ack) answer::complete);
        return await(answer);
    }

    /** Returns the only argument of the acknowledgement. */
    public Object ask(String event, Object... args) {
        Object[] answer = call(event, args);
        if (answer.length != 1) {
            throw new AssertionError(event + " was answered with " + List.of(answer));
        }
        return answer[0];
    }

    /** Returns the events of that name from now on. */
    public Received received(String event) {
        Received received = new Received(event);
        socket.on(event, received.queue::add);
        return received;
    }

    @Override
    public void close() {
        socket.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("nothing came in " + LIMIT_SECONDS + " s", e);
        }
    }

    public static final class Received {
        private final String event;
        private final BlockingQueue<Object[]> queue = new LinkedBlockingQueue<>();

        private Received(String event) {
            this.event = event;
        }

        public Object[] next() {
            try {
                Object[] args = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (args == null) {
                    throw new AssertionError("no " + event + " in " + LIMIT_SECONDS + " s");
                }
                return args;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Returns the first argument of the next {@code count} events. */
        public List<Object> next(int count) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                list.add(next()[0]);
            }
            return list;
        }
    }
}
