package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

/**
 * Decides which failures answer the acknowledgement of their event, and with what.
 * <p>
 * Thread: any; immutable.
 *
 * @param faults asked in their order
 */
public record ErrorAnswers(Mode mode, List<ClientFaults> faults) {
    /** Recognises what the core knows, and answers nothing. */
    public static final ErrorAnswers NONE = new ErrorAnswers(Mode.NONE, List.of(ClientFaults.UNREADABLE));

    /** The failures that are answered, besides those that the application answers itself. */
    public enum Mode {
        /** Those that are the client's fault. */
        CLIENT_FAULTS,
        /** All. */
        ALL,
        /** None, as in Node. */
        NONE
    }

    /** Returns what explains a failure that is the client's fault; {@code null} for any other. */
    public @Nullable ErrorAnswer clientFault(Throwable failure, Invocation call) {
        Throwable actual = actual(failure);
        for (ClientFaults recognised : faults) {
            ErrorAnswer answer = recognised.explain(actual, call);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    /** Returns the answer to a failure, {@code null} if there is none. */
    @Nullable
    ErrorAnswer answer(@Nullable ErrorAnswer clientFault) {
        return switch (mode) {
            case CLIENT_FAULTS -> clientFault;
            case ALL -> clientFault == null ? ErrorAnswer.INTERNAL : clientFault;
            case NONE -> null;
        };
    }

    /** Returns the failure that the application has thrown. */
    static Throwable actual(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
