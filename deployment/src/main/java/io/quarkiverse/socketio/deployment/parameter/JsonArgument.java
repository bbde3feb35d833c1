package io.quarkiverse.socketio.deployment.parameter;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.jboss.jandex.Type;
import org.jboss.jandex.Type.Kind;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.quarkus.HandlerKind;
import io.quarkus.arc.processor.InvokerBuilder;

/** An argument that Jackson reads, binary ones too: all types but those of our API, which no client sends. */
final class JsonArgument implements HandlerParameter {
    private static final String API = Socket.class.getPackageName();

    @Override
    public boolean matches(Type type) {
        boolean concrete = type.kind() != Kind.TYPE_VARIABLE && type.kind() != Kind.UNRESOLVED_TYPE_VARIABLE;
        return concrete && !API.equals(type.name().packagePrefix());
    }

    @Override
    public Set<HandlerKind> kinds() {
        return EnumSet.of(HandlerKind.EVENT, HandlerKind.BROADCAST);
    }

    @Override
    public Optional<Type> argument(Type type) {
        return Optional.of(type);
    }

    @Override
    public void bind(InvokerBuilder invoker, int position) {
        // it is given what the method takes
    }
}
