package io.quarkiverse.socketio.runtime.presence;

/** Receives the users that come online or go offline. Thread: any, one call at a time; must not block. */
@FunctionalInterface
public interface UserListener {

    /**
     * @param leader whether this server shall act for all
     * @param done to be run, on any thread, when the next change can be received
     */
    void onChange(String user, boolean online, boolean leader, Runnable done);
}
