package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * Returns values of a call that are not components of {@link Invocation}; called by the invokers that the build generates.
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
