package io.quarkiverse.socketio.runtime.relay;

import java.io.IOException;

/** What became of a request for a session of another host. Thread: any. */
public enum RelayOutcome {
    RELAYED("is relayed"),
    /** No host has the tag in the session id: it is gone, or the id is made up. */
    UNKNOWN_HOST("no host is known that has this session"),
    /** The host is not known, and the hosts were asked too recently, or too many requests wait for their answers. */
    TOO_MANY_LOOKUPS("its host is not known, and the hosts were asked just now"),
    /** No connection to the host is possible. */
    UNREACHABLE("its host cannot be reached"),
    /** What listens at the address of the host does not know the secret, or has no certificate that is trusted. */
    NOT_TRUSTED("its host is not trusted");

    private static final int MAX_TEXT = 200;

    private final String text;

    RelayOutcome(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Returns why a connection failed, in a few words: bytes that are not of TLS are otherwise all in the message. */
    static String textOf(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    /** A request cannot be relayed. */
    static final class NotRelayedException extends IOException {
        private static final long serialVersionUID = 1;

        private final RelayOutcome outcome;

        NotRelayedException(RelayOutcome outcome) {
            super(outcome.toString());
            this.outcome = outcome;
        }

        NotRelayedException(RelayOutcome outcome, Throwable cause) {
            super(outcome.toString(), cause);
            this.outcome = outcome;
        }

        RelayOutcome outcome() {
            return outcome;
        }

        /** Refusals are frequent and expected. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
