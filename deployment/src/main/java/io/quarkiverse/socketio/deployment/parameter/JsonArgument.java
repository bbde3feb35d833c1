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
 * An argument of the event, JSON or binary, read by Jackson: any type but those of the API, failures and identities, which
 * clients do not send.
 */
final class JsonArgument implements HandlerParameter {
    private static final String API = Socket.class.getPackageName();
    private static final Set<DotName> NEVER_SENT = Set.of(DotName.createSimple(Throwable.class),
            DotName.createSimple(SecurityIdentity.class));

    @Override
    public boolean matches(Type type) {
        return isConcrete(type) && !API.equals(type.name().packagePrefix()) && !NEVER_SENT.contains(type.name());
    }

    /** Returns whether Jackson can read the type: it has no type variables. */
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
        // the argument is passed as it is
    }
}
