package io.quarkiverse.socketio.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Arguments;

/**
 * An event from the server: its name and its arguments.
 *
 * <pre>{@code
 * void answer(SocketIOTestClient client) {
 *     ReceivedEvent event = client.await("question");
 *     assertEquals("ready?", event.get(0, String.class));
 *     event.answer("yes");
 * }
 * }</pre>
 *
 * Thread: any.
 * <p>
 * Protocol: Socket.IO v5, "Packet encoding"; an EVENT or BINARY_EVENT packet.
 */
public final class ReceivedEvent implements Arguments {
    private final String name;
    private final Arguments arguments;
    private final boolean answerRequested;
    /** Sends the answer; {@code null} if none is requested or it was sent. */
    private final AtomicReference<@Nullable Consumer<@Nullable Object[]>> answering;

    ReceivedEvent(String name, Arguments arguments, @Nullable Consumer<@Nullable Object[]> answering) {
        this.name = name;
        this.arguments = arguments;
        this.answerRequested = answering != null;
        this.answering = new AtomicReference<>(answering);
    }

    /** {@return the name of the event} */
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return arguments.size();
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        return arguments.get(index, type);
    }

    @Override
    public <T> @Nullable T get(int index, TypeReference<T> type) {
        return arguments.get(index, type);
    }

    @Override
    public List<@Nullable Object> toList() {
        return arguments.toList();
    }

    /** {@return whether the server requested an acknowledgement} */
    public boolean isAnswerRequested() {
        return answerRequested;
    }

    /**
     * Sends the acknowledgement that the server requested.
     *
     * @param args its arguments: anything that Jackson can write, {@code byte[]} for binary
     * @throws IllegalStateException if the server requested none, or the event was answered before
     */
    public void answer(@Nullable Object... args) {
        Consumer<@Nullable Object[]> send = answering.getAndSet(null);
        if (send == null) {
            throw new IllegalStateException("The event " + this
                    + (answerRequested ? " was answered before" : " requests no acknowledgement, so it cannot be answered"));
        }
        send.accept(args);
    }

    /** {@return name and arguments, as in {@code "line" [hello, 3]}; long ones are cut} */
    @Override
    public String toString() {
        return "\"" + name + "\" " + EventText.of(this);
    }
}
