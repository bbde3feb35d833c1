package io.quarkiverse.socketio;

/**
 * Answers an event whose sender asked for an acknowledgement. At most one answer is sent: later calls, and calls for an event
 * sent without a callback, do nothing. A parameter of this type makes a handler answer by hand instead of by its return value.
 *
 * <pre>{@code
 * @OnEvent("upload")
 * void upload(byte[] file, Ack ack) {
 *     store(file).subscribe().with(id -> ack.send(id));
 * }
 * }</pre>
 *
 * Thread: any. Protocol: ACK and BINARY_ACK packets.
 */
public interface Ack {

    /** Sends the acknowledgement with these arguments, serialised as those of {@link Socket#emit}. */
    void send(Object... args);

    /** Whether the sender waits for an answer that was not sent yet. */
    boolean isAwaited();
}
