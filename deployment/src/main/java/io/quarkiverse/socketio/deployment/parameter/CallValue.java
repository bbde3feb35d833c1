package io.quarkiverse.socketio.deployment.parameter;

import static io.quarkiverse.socketio.runtime.quarkus.HandlerKind.BROADCAST;
import static io.quarkiverse.socketio.runtime.quarkus.HandlerKind.CONNECT;
import static io.quarkiverse.socketio.runtime.quarkus.HandlerKind.DISCONNECT;
import static io.quarkiverse.socketio.runtime.quarkus.HandlerKind.EVENT;

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
import io.quarkiverse.socketio.runtime.quarkus.BroadcastCall;
import io.quarkiverse.socketio.runtime.quarkus.CallValues;
import io.quarkiverse.socketio.runtime.quarkus.HandlerKind;
import io.quarkiverse.socketio.runtime.socketio.Invocation;
import io.quarkus.arc.processor.InvokerBuilder;

/** What comes with the call and is known by its type: the invoker is given the call and takes the value out of it. */
enum CallValue implements HandlerParameter {
    SOCKET(Socket.class, Invocation.class, "socket", EnumSet.of(CONNECT, EVENT, DISCONNECT)),
    HANDSHAKE(Handshake.class, CallValues.class, "handshake", EnumSet.of(CONNECT, EVENT, DISCONNECT)),
    NAMESPACE(Namespace.class, CallValues.class, "namespace", EnumSet.of(CONNECT, EVENT, DISCONNECT)),
    ACK(Ack.class, Invocation.class, "ack", EnumSet.of(EVENT)),
    ARGUMENTS(Arguments.class, Invocation.class, "arguments", EnumSet.of(EVENT)),
    REASON(DisconnectReason.class, Invocation.class, "reason", EnumSet.of(DISCONNECT)),
    BROADCAST_ARGUMENTS(Arguments.class, BroadcastCall.class, "arguments", EnumSet.of(BROADCAST)),
    BROADCAST_CONTEXT(BroadcastContext.class, BroadcastCall.class, "context", EnumSet.of(BROADCAST));

    private final DotName type;
    private final Class<?> owner;
    private final String accessor;
    private final Set<HandlerKind> kinds;

    CallValue(Class<?> type, Class<?> owner, String accessor, Set<HandlerKind> kinds) {
        this.type = DotName.createSimple(type);
        this.owner = owner;
        this.accessor = accessor;
        this.kinds = kinds;
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
