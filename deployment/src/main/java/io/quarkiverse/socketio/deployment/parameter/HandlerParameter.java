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

    /** Returns whether a parameter of that type is of this kind. */
    boolean matches(Type type);

    /** Returns the kinds of methods that may have such a parameter. */
    Set<HandlerKind> kinds();

    /** Returns the type as which an argument of the event is read; empty if the value is part of the call. */
    Optional<Type> argument(Type type);

    /** Configures how the invoker gets the value at that position. */
    void bind(InvokerBuilder invoker, int position);
}
