package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.Arguments;
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
            int index = unreadable.index();
            Map<String, ?> details = Map.of("argument", index);
            return isMissing(call.arguments(), index)
                    ? new ErrorAnswer("missing-argument", "Argument " + index + " is missing", details)
                    : new ErrorAnswer("unreadable-argument", "Argument " + index + " cannot be read", details);
        }
        return failure instanceof UnreadableAuthException
                ? new ErrorAnswer("unreadable-auth", "The auth payload cannot be read", Map.of())
                : null;
    };

    private static boolean isMissing(Arguments arguments, int index) {
        try {
            return arguments.get(index, JsonNode.class) == null;
        } catch (UnreadableArgumentException e) {
            return false;
        }
    }

    /** Returns what the client is told; {@code null} if the failure is not known to be its fault. */
    @Nullable
    ErrorAnswer explain(Throwable failure, Invocation call);
}
