package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * Accessors for values of handler parameters that {@link Invocation} has no accessor for; called by generated invokers.
 * <p>
 * Thread: any; stateless.
 */
public final class CallValues {
    private CallValues() {
    }

    public static Handshake handshake(Invocation call) {
        return call.socket().handshake();
    }

    public static SecurityIdentity identity(Invocation call) {
        return SocketSecurity.identityOf(call);
    }

    public static Namespace namespace(Invocation call) {
        return call.socket().namespace();
    }
}
