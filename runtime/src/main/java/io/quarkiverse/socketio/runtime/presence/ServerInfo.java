package io.quarkiverse.socketio.runtime.presence;

/**
 * A server whose users are known.
 * <p>
 * Thread: any; immutable.
 *
 * @param id random, new for each process
 * @param host the name of its host
 * @param worker the id of the worker; 0 if the application is one process
 */
public record ServerInfo(String id, String host, int worker) {
}
