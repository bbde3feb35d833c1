package io.quarkiverse.socketio.deployment.parameter;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkus.arc.processor.InvokerBuilder;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * An argument that Jackson reads, binary ones too: all types but those of our API, failures and identities, which no client
 * sends.
 */
final class JsonArgument implements HandlerParameter {
    private static final String API = Socket.class.getPackageName();
    private static final Set<DotName> NEVER_SENT = Set.of(DotName.createSimple(Throwable.class),
            DotName.createSimple(SecurityIdentity.class));

    @Override
    public boolean matches(Type type) {
        return isConcrete(type) && !API.equals(type.name().packagePrefix()) && !NEVER_SENT.contains(type.name());
    }

    /** Whether it can be read from JSON: a type variable does not say as what. */
    private static boolean isConcrete(Type type) {
        return switch (type.kind()) {
            case TYPE_VARIABLE, UNRESOLVED_TYPE_VARIABLE, TYPE_VARIABLE_REFERENCE -> false;
            case PARAMETERIZED_TYPE -> type.asParameterizedType().arguments().stream().allMatch(JsonArgument::isConcrete);
            case WILDCARD_TYPE -> isConcrete(type.asWildcardType().extendsBound());
            case ARRAY -> isConcrete(type.asArrayType().elementType());
            default -> true;
        };
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
