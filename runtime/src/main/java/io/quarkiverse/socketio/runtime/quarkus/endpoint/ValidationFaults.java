package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ClientFaults;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswer;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;

/**
 * Recognises arguments that violate constraints of a handler's parameters. Violations of a handler's return value, and of other
 * methods that it calls, are faults of the application. A bean only in applications that validate beans.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
public class ValidationFaults implements ClientFaults {
    /** A client gets no more of them, as it decides how many there are. */
    private static final int MAX_VIOLATIONS = 20;

    /** The parameters of handler methods, by {@link #key}. */
    private final Map<String, List<MethodParameter>> handlers = new HashMap<>();

    ValidationFaults(Endpoints endpoints) {
        for (Endpoint endpoint : endpoints.all()) {
            List<MethodParameter> parameters = endpoint.method().parameters();
            handlers.put(key(endpoint.method().name(), parameters.size()), parameters);
        }
    }

    /** @param method the name as {@link BeanMethod} has it */
    private static String key(String method, int parameters) {
        return method + "/" + parameters;
    }

    /** A violation, as the client sees it. */
    private record Violation(int argument, String path, String message) {
    }

    @Override
    public @Nullable ErrorAnswer explain(Throwable failure, Invocation call) {
        if (!(failure instanceof ConstraintViolationException violated)) {
            return null;
        }
        List<Violation> found = new ArrayList<>();
        for (ConstraintViolation<?> violation : violated.getConstraintViolations()) {
            Violation argument = ofArgument(violation);
            if (argument == null) {
                return null;
            }
            found.add(argument);
        }
        return new ErrorAnswer("constraint-violation", "An argument is not valid", Map.of("violations", found.stream()
                .sorted(comparing(Violation::argument).thenComparing(Violation::path).thenComparing(Violation::message))
                .limit(MAX_VIOLATIONS)
                .map(one -> Map.of("argument", one.argument, "path", one.path, "message", one.message)).toList()));
    }

    /** Returns {@code null} for anything but an argument of the event. */
    private @Nullable Violation ofArgument(ConstraintViolation<?> violation) {
        Iterator<Path.Node> nodes = violation.getPropertyPath().iterator();
        Path.Node method = nodes.next();
        Path.Node parameter = nodes.hasNext() ? nodes.next() : method;
        if (method.getKind() != ElementKind.METHOD || parameter.getKind() != ElementKind.PARAMETER) {
            return null;
        }
        List<MethodParameter> parameters = handler(violation.getRootBeanClass(), method.as(Path.MethodNode.class));
        int index = parameter.as(Path.ParameterNode.class).getParameterIndex();
        if (parameters == null || parameters.get(index).type() == Invocation.class) {
            return null;
        }
        int argument = (int) parameters.subList(0, index).stream().filter(before -> before.type() != Invocation.class).count();
        String path = violation.getPropertyPath().toString().substring(method.getName().length() + 1)
                .substring(parameter.getName().length());
        return new Violation(argument, path.startsWith(".") ? path.substring(1) : path, violation.getMessage());
    }

    /** Returns a handler's parameters; {@code null} if the method is no handler. */
    private @Nullable List<MethodParameter> handler(Class<?> bean, Path.MethodNode method) {
        for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
            List<MethodParameter> found = handlers
                    .get(key(type.getName() + "#" + method.getName(), method.getParameterTypes().size()));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
