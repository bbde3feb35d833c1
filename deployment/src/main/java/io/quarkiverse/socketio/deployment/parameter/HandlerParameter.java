package io.quarkiverse.socketio.deployment.parameter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.jandex.Type;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkus.arc.processor.InvokerBuilder;

/**
 * One kind of parameter: which types it is for, and how an invoker gets its value.
 * <p>
 * Thread: any; stateless.
 */
public interface HandlerParameter {

    /** The kinds that match a type, whatever the method handles; none for a type that no handler can take. */
    static List<HandlerParameter> matching(Type type) {
        return Stream.concat(Stream.of(CallValue.values()), Stream.of(new JsonArgument()))
                .filter(parameter -> parameter.matches(type)).toList();
    }

    boolean matches(Type type);

    /** The methods that may have such a parameter. */
    Set<HandlerKind> kinds();

    /** The type as which an argument of the event is read; empty if the value comes with the call. */
    Optional<Type> argument(Type type);

    /** Lets the invoker turn what it is given at that position into what the method takes. */
    void bind(InvokerBuilder invoker, int position);
}
