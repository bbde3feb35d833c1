package io.quarkiverse.socketio.runtime.presence;

/**
 * How messages reach a server.
 * <p>
 * Thread: any; immutable.
 *
 * @param channel the index of the channel; those of the same host come first
 * @param name of the server on that channel
 */
record Route(int channel, String name) {
}
