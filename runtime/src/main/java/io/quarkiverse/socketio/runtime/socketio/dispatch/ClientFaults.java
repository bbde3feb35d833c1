package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.UnreadableArgumentException;
import io.quarkiverse.socketio.runtime.socketio.packet.UnreadableAuthException;

/**
 * PORT: recognises failures that are the fault of the client, not of the application.
 * <p>
 * Thread: any; does not block.
 */
@FunctionalInterface
public interface ClientFaults {
    /** Recognises arguments of the event, and payloads of the CONNECT packet, that cannot be read. */
    ClientFaults UNREADABLE = (failure, call) -> {
        if (failure instanceof UnreadableArgumentException unreadable && unreadable.isOf(call.arguments())) {
            return new ErrorAnswer("unreadable-argument", "Argument " + unreadable.index() + " cannot be read",
                    Map.of("argument", unreadable.index()));
        }
        return failure instanceof UnreadableAuthException
                ? new ErrorAnswer("unreadable-auth", "The auth payload cannot be read", Map.of())
                : null;
    };

    /** Returns what the client is told; {@code null} if the failure is not known to be its fault. */
    @Nullable
    ErrorAnswer explain(Throwable failure, Invocation call);
}
