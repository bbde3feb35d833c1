package io.quarkiverse.socketio.deployment.parameter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.jandex.Type;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkus.arc.processor.InvokerBuilder;

/**
 * A kind of handler parameter: the types it matches, and how an invoker gets its value.
 * <p>
 * Thread: any; stateless.
 */
public interface HandlerParameter {

    /** Returns the kinds that match a type, in any method; empty for a type that no handler can have. */
    static List<HandlerParameter> matching(Type type) {
        return Stream.concat(Stream.of(CallValue.values()), Stream.of(new JsonArgument()))
                .filter(parameter -> parameter.matches(type)).toList();
    }

    /** Returns a type and the types that it is made of: {@code List<Line>} and {@code Line}. */
    static Stream<Type> parts(Type type) {
        return switch (type.kind()) {
            case PARAMETERIZED_TYPE -> Stream.concat(Stream.of(type),
                    type.asParameterizedType().arguments().stream().flatMap(HandlerParameter::parts));
            case WILDCARD_TYPE -> parts(type.asWildcardType().extendsBound());
            case ARRAY -> parts(type.asArrayType().elementType());
            default -> Stream.of(type);
        };
    }

    /** Returns the first part of a type that no handler can have as an argument. */
    static Optional<Type> impossiblePart(Type type) {
        return parts(type).filter(part -> !JsonArgument.isSent(part)).findFirst();
    }

    /** Returns whether a part of a type is a type variable. */
    static boolean isVariable(Type part) {
        return JsonArgument.isVariable(part);
    }

    /** Returns whether a parameter of that type is of this kind. */
    boolean matches(Type type);

    /** Returns the kinds of methods that may have such a parameter. */
    Set<HandlerKind> kinds();

    /** Returns the type as which an argument of the event is read; empty if the value is part of the call. */
    Optional<Type> argument(Type type);

    /** Configures how the invoker gets the value at that position. */
    void bind(InvokerBuilder invoker, int position);
}
