package io.quarkiverse.socketio.it.tested;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.security.identity.SecurityIdentity;

/** What only admins may do. */
@RolesAllowed("admin")
@SocketIO("/moderation")
public class Moderation {
    @Inject
    SocketIOServer io;

    @OnEvent("who")
    String who(SecurityIdentity identity) {
        return identity.getPrincipal().getName();
    }

    @OnEvent("announce")
    void announce(String text) {
        io.of("/chat").emit("announcement", text);
    }
}
