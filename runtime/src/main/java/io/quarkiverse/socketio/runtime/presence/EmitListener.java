package io.quarkiverse.socketio.runtime.presence;

/** Sends events for servers that do not have their namespace. Thread: the mailbox; must not block. */
@FunctionalInterface
public interface EmitListener {
    /** @param event as another server passed it to {@link PresenceServer#emit} */
    void onEmit(String user, String namespace, byte[] event);
}
