package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.json.JSONException;
import org.json.JSONObject;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;

/**
 * A well-behaved client that must not be affected: it never reconnects. It also asks its worker for the memory that it holds.
 * <p>
 * Thread: the test's.
 */
final class Bystander implements AutoCloseable {
    private final Socket socket;
    private final List<String> losses = new CopyOnWriteArrayList<>();

    /**
     * The memory that a worker's process holds.
     *
     * @param heap bytes after a full collection
     * @param direct bytes of Netty's memory outside the heap
     */
    record State(String worker, long heap, long direct) {
    }

    Bystander(int port) {
        IO.Options options = IO.Options.builder().setTransports(new String[] { "websocket" }).setForceNew(true)
                .setReconnection(false).build();
        socket = IO.socket(URI.create("http://127.0.0.1:" + port), options);
        CompletableFuture<Void> connected = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> connected.completeExceptionally((Exception) args[0]));
        socket.on(Socket.EVENT_DISCONNECT, args -> losses.add(Arrays.toString(args)));
        socket.connect();
        await(connected);
    }

    void echo(String text) {
        assertThat(losses).as("disconnections of a client that did nothing").isEmpty();
        assertThat(ask("echo", text)).containsExactly(text);
    }

    State state() {
        JSONObject state = (JSONObject) ask("state")[0];
        try {
            return new State(state.getString("worker"), state.getLong("heap"), state.getLong("direct"));
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of Engine.IO sessions of its worker, its own included. */
    int sessions() {
        return (int) ask("sessions")[0];
    }

    Object[] ask(String event, Object... args) {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, args, (Ack) answer::complete);
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a well-behaved client gets no response: " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
