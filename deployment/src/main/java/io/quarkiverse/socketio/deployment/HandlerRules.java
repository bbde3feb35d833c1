package io.quarkiverse.socketio.deployment;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.deployment.parameter.HandlerParameter;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.arc.processor.KotlinUtils;
import io.smallrye.mutiny.Multi;

/**
 * Checks handler methods; reports each violation to {@link Problems}.
 * <p>
 * Thread: one build step.
 */
final class HandlerRules {
    /** The names that Socket.IO reserves, each with what to use instead, by the kind of handler. */
    private static final Map<HandlerKind, Map<String, String>> RESERVED = Map.of(
            HandlerKind.EVENT, Map.of("connect", "use @OnConnect",
                    "connect_error",
                    "clients get it; to refuse a client, throw ConnectErrorException in an @OnHandshake method",
                    "disconnect", "use @OnDisconnect",
                    "disconnecting", "use @OnDisconnecting",
                    "newListener", "choose another name",
                    "removeListener", "choose another name"),
            HandlerKind.BROADCAST, Map.of("connect", "use @OnConnect in a class with @SocketIO",
                    "connection", "use @OnConnect in a class with @SocketIO",
                    "connect_error", "to refuse a client, throw ConnectErrorException in an @OnHandshake method",
                    "disconnect", "use @OnDisconnect in a class with @SocketIO",
                    "disconnecting", "use @OnDisconnecting in a class with @SocketIO",
                    "newListener", "choose another name",
                    "removeListener", "choose another name",
                    "new_namespace", "call SocketIOServer.onNewNamespace"));

    private static final Set<DotName> UNSUPPORTED_RESULTS = Set.of(
            DotName.createSimple(Multi.class),
            DotName.createSimple("org.reactivestreams.Publisher"),
            DotName.createSimple(Flow.Publisher.class),
            DotName.createSimple(Future.class),
            DotName.createSimple(CompletionStage.class),
            DotName.createSimple(CompletableFuture.class),
            DotName.createSimple(io.vertx.core.Future.class));

    private static final Set<DotName> STREAMS = Set.of(DotName.createSimple(Multi.class),
            DotName.createSimple("org.reactivestreams.Publisher"), DotName.createSimple(Flow.Publisher.class));

    /** The beans of the extension. */
    private static final Set<DotName> INJECTED = Stream
            .of(SocketIOServer.class, Engine.class, Broadcaster.class, Presence.class, SocketIOEmitter.class,
                    ClusterManager.class, ClusterConnections.class)
            .map(DotName::createSimple).collect(toUnmodifiableSet());

    private final Problems problems;
    /** The names of the beans of the application. */
    private final Set<DotName> beans;
    /** The first handler of each event of each namespace. */
    private final Map<List<Object>, HandlerSignature> handlers = new HashMap<>();

    /** The method that returns a value for each broadcast, and for the failures of each namespace. */
    private final Map<List<Object>, HandlerSignature> answers = new HashMap<>();

    HandlerRules(Set<DotName> beans, Problems problems) {
        this.beans = beans;
        this.problems = problems;
    }

    void check(HandlerSignature handler) {
        checkMethod(handler);
        checkEvent(handler);
        checkResult(handler);
        checkParameters(handler);
    }

    private void checkMethod(HandlerSignature handler) {
        MethodInfo method = handler.method();
        if (Modifier.isPrivate(method.flags())) {
            problems.add(method, "is private; an " + handler.kind() + " method must not be");
        }
        if (Modifier.isStatic(method.flags())) {
            problems.add(method, "is static; an " + handler.kind() + " method belongs to a bean");
        }
        if (KotlinUtils.isKotlinSuspendMethod(method)) {
            problems.add(method, "is a suspend function; return Uni instead");
        }
    }

    private void checkEvent(HandlerSignature handler) {
        Map<String, String> reserved = RESERVED.get(handler.kind());
        if (reserved == null) {
            return;
        }
        String event = handler.event();
        if (event.isEmpty()) {
            problems.add(handler.method(), "has no event: the name in " + handler.kind() + " is empty");
        }
        String instead = reserved.get(event);
        if (instead != null) {
            problems.add(handler.method(), "handles \"" + event + "\", a name that Socket.IO reserves: " + instead);
        }
        if (handler.kind() == HandlerKind.EVENT) {
            checkUnique(handler);
        }
    }

    private void checkUnique(HandlerSignature handler) {
        HandlerSignature first = handlers.putIfAbsent(List.of(handler.namespace(), handler.event()), handler);
        if (first != null) {
            problems.add(handler.method(), "handles the event \"" + handler.event() + "\" of the namespace "
                    + handler.namespace() + ", which " + first.bean().name() + "#" + first.method().name()
                    + " handles already");
        }
    }

    private void checkResult(HandlerSignature handler) {
        DotName result = handler.result().name();
        if (UNSUPPORTED_RESULTS.contains(result)) {
            problems.add(handler.method(), "returns " + result + "; what is not known at once must be a Uni: "
                    + (STREAMS.contains(result) ? "of several items, emit each as an event, or collect them in a list"
                            : "Uni.createFrom().completionStage(…) converts a CompletionStage"));
        } else if (handler.returnsValue() && !handler.mayAnswer()) {
            problems.add(handler.method(), "returns " + handler.method().returnType()
                    + ", which is not sent to the client: an " + handler.kind() + " method returns void or Uni<Void>");
        } else if (handler.returnsValue() && handler.takesAck()) {
            problems.add(handler.method(), "answers twice: by its Ack parameter and by what it returns");
        } else if (handler.returnsValue() && handler.kind() != HandlerKind.EVENT) {
            checkOnlyAnswer(handler);
        }
    }

    private void checkOnlyAnswer(HandlerSignature handler) {
        HandlerSignature first = answers.putIfAbsent(List.of(handler.kind(), handler.namespace(), handler.event()), handler);
        if (first != null) {
            String what = handler.kind() == HandlerKind.ERROR ? "failures in the namespace " + handler.namespace()
                    : "the broadcast \"" + handler.event() + "\"";
            problems.add(handler.method(), "answers " + what + ", as " + first
                    + " does already; only one of the methods for it may return a value");
        }
    }

    private void checkParameters(HandlerSignature handler) {
        for (Type type : handler.method().parameterTypes()) {
            List<HandlerParameter> matching = HandlerParameter.matching(type);
            Optional<Type> bean = HandlerParameter.parts(type).filter(part -> beans.contains(part.name())).findFirst();
            if (bean.isPresent()) {
                problems.add(handler.method(), takes(type, bean.get()) + "which is a bean: inject it into the class instead");
            } else if (matching.isEmpty()) {
                Type part = HandlerParameter.impossiblePart(type).orElse(type);
                problems.add(handler.method(), takes(type, part) + whyImpossible(part));
            } else if (matching.stream().noneMatch(parameter -> parameter.kinds().contains(handler.kind()))) {
                problems.add(handler.method(), "takes " + type + ", which only "
                        + matching.stream().flatMap(parameter -> parameter.kinds().stream()).distinct().sorted()
                                .map(HandlerKind::toString).collect(joining(" and "))
                        + " methods may");
            }
        }
    }

    private static String takes(Type type, Type part) {
        return "takes " + type + ", " + (part.equals(type) ? "" : "with " + part + ", ");
    }

    private static String whyImpossible(Type type) {
        if (HandlerParameter.isVariable(type)) {
            return "a type variable, so that nothing says as which type to read the argument: override the method in the class"
                    + " of the bean with a type in its place";
        }
        if (INJECTED.contains(type.name())) {
            return "which is a bean: inject it into the class instead";
        }
        String name = type.name().toString();
        if (name.startsWith("java.io.") || name.startsWith("java.nio.")) {
            return "which no client can send: take byte[] or io.vertx.core.buffer.Buffer for binary data";
        }
        return type.kind() == Type.Kind.CLASS || type.kind() == Type.Kind.PARAMETERIZED_TYPE
                ? "which comes neither with a call nor from a client: arguments are what Jackson can read, such as records"
                : "which comes neither with a call nor from a client";
    }
}
