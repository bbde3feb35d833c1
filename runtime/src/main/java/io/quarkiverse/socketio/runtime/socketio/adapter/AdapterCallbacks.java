package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** What the adapter of a namespace tells and asks it. Called on a thread that must not block. */
public interface AdapterCallbacks {

    /**
     * Another server emitted an event to servers.
     *
     * @param answer if that server wants one: takes this server's answer, or {@code null} when there will be none; once
     */
    void onServerSideEmit(EncodedPacket event, @Nullable Consumer<@Nullable EncodedPacket> answer);

    /** The same event, asking for acknowledgements under an id that no socket of this namespace waits for. */
    Question withAckId(EncodedPacket event);

    /** The same event with an offset as its last argument. */
    EncodedPacket withOffset(EncodedPacket event, String offset);

    /**
     * Another server has a client back that a socket here still has, perhaps: ends it, so that its session is saved, then does
     * what is next, once. Waits while that client is about to connect here.
     *
     * @param owner whether that is who the client is
     * @return {@code false} if no socket here has it
     */
    boolean release(String pid, Predicate<String> owner, Runnable next);

    /** No client can come back to this server any more, as far as its {@link SessionStore} knows; perhaps said often. */
    void onNothingKept();

    /** What the application keeps of a socket, for other servers. */
    byte[] encodeValues(Map<String, ?> values);

    Map<String, Object> decodeValues(byte[] encoded);

    /** How many rooms a socket may be in, not counting that of its own id. Always the same. */
    int roomsPerSocket();

    /** An event that asks. */
    record Question(long ackId, EncodedPacket event) {
    }
}
