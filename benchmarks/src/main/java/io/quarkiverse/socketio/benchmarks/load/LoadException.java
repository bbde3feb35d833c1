package io.quarkiverse.socketio.benchmarks.load;

/** A result cannot be had: a server is wrong, or could not be started. */
final class LoadException extends RuntimeException {
    LoadException(String message) {
        super(message);
    }

    LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
