package io.quarkiverse.socketio.deployment.parameter;

import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.ANY_EVENT;
import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.BROADCAST;
import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.DISCONNECT;
import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.DISCONNECTING;
import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.ERROR;
import static io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind.EVENT;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcastCall;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.CallValues;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkus.arc.processor.InvokerBuilder;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * The parameters that a handler gets from its invocation, not from the arguments of the event: socket, handshake,
 * acknowledgement and others, recognised by their type.
 * <p>
 * Thread: any; immutable.
 */
enum CallValue implements HandlerParameter {
    SOCKET(Socket.class, Invocation.class, "socket", ofSockets()),
    HANDSHAKE(Handshake.class, CallValues.class, "handshake", ofSockets()),
    IDENTITY(SecurityIdentity.class, CallValues.class, "identity", ofSockets()),
    NAMESPACE(Namespace.class, CallValues.class, "namespace", ofSockets()),
    ACK(Ack.class, Invocation.class, "ack", EnumSet.of(EVENT, ERROR)),
    ARGUMENTS(Arguments.class, Invocation.class, "arguments", EnumSet.of(EVENT, ANY_EVENT)),
    REASON(DisconnectReason.class, Invocation.class, "reason", EnumSet.of(DISCONNECTING, DISCONNECT)),
    EVENT_NAME(String.class, Invocation.class, "event", EnumSet.of(ANY_EVENT, ERROR)),
    FAILURE(Throwable.class, Invocation.class, "failure", EnumSet.of(ERROR)),
    BROADCAST_ARGUMENTS(Arguments.class, BroadcastCall.class, "arguments", EnumSet.of(BROADCAST)),
    BROADCAST_CONTEXT(BroadcastContext.class, BroadcastCall.class, "context", EnumSet.of(BROADCAST));

    private final DotName type;
    /** The class with the accessor, which the invoker calls to get the value. */
    private final Class<?> owner;
    private final String accessor;
    private final Set<HandlerKind> kinds;

    CallValue(Class<?> type, Class<?> owner, String accessor, Set<HandlerKind> kinds) {
        this.type = DotName.createSimple(type);
        this.owner = owner;
        this.accessor = accessor;
        this.kinds = kinds;
    }

    /** Returns the kinds of handlers that are called for a socket. */
    private static Set<HandlerKind> ofSockets() {
        return EnumSet.complementOf(EnumSet.of(BROADCAST));
    }

    @Override
    public boolean matches(Type type) {
        return this.type.equals(type.name());
    }

    @Override
    public Set<HandlerKind> kinds() {
        return kinds;
    }

    @Override
    public Optional<Type> argument(Type type) {
        return Optional.empty();
    }

    @Override
    public void bind(InvokerBuilder invoker, int position) {
        invoker.withArgumentTransformer(position, owner, accessor);
    }
}
