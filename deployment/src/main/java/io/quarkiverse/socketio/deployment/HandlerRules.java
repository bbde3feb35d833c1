package io.quarkiverse.socketio.deployment;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.deployment.parameter.HandlerParameter;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkus.arc.processor.KotlinUtils;
import io.smallrye.mutiny.Multi;

/**
 * Checks handler methods; reports each violation to {@link Problems}.
 * <p>
 * Thread: one build step.
 */
final class HandlerRules {
    private static final Map<HandlerKind, Set<String>> RESERVED = Map.of(
            HandlerKind.EVENT,
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"),
            HandlerKind.BROADCAST, Set.of("connect", "connection", "new_namespace"));

    private static final Set<DotName> UNSUPPORTED_RESULTS = Set.of(
            DotName.createSimple(Multi.class),
            DotName.createSimple("org.reactivestreams.Publisher"),
            DotName.createSimple(Flow.Publisher.class),
            DotName.createSimple(Future.class),
            DotName.createSimple(CompletionStage.class),
            DotName.createSimple(CompletableFuture.class),
            DotName.createSimple(io.vertx.core.Future.class));

    private final Problems problems;
    /** The first handler of each event of each namespace. */
    private final Map<List<Object>, HandlerSignature> handlers = new HashMap<>();

    /** The method that returns a value for each broadcast. */
    private final Map<String, HandlerSignature> answers = new HashMap<>();

    HandlerRules(Problems problems) {
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
        Set<String> reserved = RESERVED.get(handler.kind());
        if (reserved == null) {
            return;
        }
        String event = handler.event();
        if (event.isEmpty()) {
            problems.add(handler.method(), "has no event: the name in " + handler.kind() + " is empty");
        }
        if (reserved.contains(event)) {
            problems.add(handler.method(), "handles \"" + event + "\", a name that Socket.IO reserves");
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
            problems.add(handler.method(), "returns " + result + "; what is not known at once must be a Uni");
        } else if (handler.returnsValue() && handler.kind() == HandlerKind.BROADCAST) {
            checkOnlyAnswer(handler);
        } else if (handler.returnsValue() && handler.kind() != HandlerKind.EVENT) {
            problems.add(handler.method(), "returns " + handler.method().returnType()
                    + ", which is not sent to the client: an " + handler.kind() + " method returns void or Uni<Void>");
        } else if (handler.returnsValue() && handler.takesAck()) {
            problems.add(handler.method(), "answers twice: by its Ack parameter and by what it returns");
        }
    }

    private void checkOnlyAnswer(HandlerSignature handler) {
        HandlerSignature first = answers.putIfAbsent(handler.event(), handler);
        if (first != null) {
            problems.add(handler.method(), "answers the broadcast \"" + handler.event() + "\", which " + first
                    + " answers already; only one of its methods may return a value");
        }
    }

    private void checkParameters(HandlerSignature handler) {
        for (Type type : handler.method().parameterTypes()) {
            List<HandlerParameter> matching = HandlerParameter.matching(type);
            if (matching.isEmpty()) {
                problems.add(handler.method(), "takes " + type + ", which comes neither with a call nor from a client");
            } else if (matching.stream().noneMatch(parameter -> parameter.kinds().contains(handler.kind()))) {
                problems.add(handler.method(), "takes " + type + ", which only "
                        + matching.stream().flatMap(parameter -> parameter.kinds().stream()).distinct().sorted()
                                .map(HandlerKind::toString).collect(joining(" and "))
                        + " methods may");
            }
        }
    }
}
