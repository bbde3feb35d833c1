package io.quarkiverse.socketio.deployment.parameter;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;

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
    private static final Set<DotName> NEVER_SENT = Stream.of(Throwable.class, SecurityIdentity.class, Thread.class, Class.class,
            ClassLoader.class, Module.class, Process.class, Runtime.class, Runnable.class, Callable.class, Future.class,
            CompletableFuture.class, CompletionStage.class, Executor.class, ExecutorService.class)
            .map(DotName::createSimple).collect(toUnmodifiableSet());
    /** The names with which types begin that are never sent. */
    private static final List<String> NEVER_SENT_PACKAGES = List.of("java.io.", "java.nio.channels.", "java.lang.reflect.",
            "java.lang.invoke.", "java.net.http.", "java.util.function.", "java.util.stream.", "io.vertx.", "io.quarkus.",
            "io.smallrye.mutiny.", "jakarta.inject.", "jakarta.enterprise.", "jakarta.ws.", "jakarta.persistence.");
    private static final Set<String> READABLE = Set.of("java.io.File", "io.vertx.core.buffer.Buffer",
            "io.vertx.core.json.JsonObject", "io.vertx.core.json.JsonArray");

    @Override
    public boolean matches(Type type) {
        return HandlerParameter.parts(type).allMatch(JsonArgument::isSent);
    }

    /** Returns whether clients may send values of a type, whatever its type arguments. */
    static boolean isSent(Type part) {
        return !isVariable(part) && !API.equals(part.name().packagePrefix()) && !isNeverSent(part);
    }

    /** Returns whether nothing says which type it is. */
    static boolean isVariable(Type part) {
        return switch (part.kind()) {
            case TYPE_VARIABLE, UNRESOLVED_TYPE_VARIABLE, TYPE_VARIABLE_REFERENCE -> true;
            default -> false;
        };
    }

    /** Returns whether Jackson cannot read a type, or reads it to a different effect, as it loads classes by their names. */
    private static boolean isNeverSent(Type type) {
        String name = type.name().toString();
        return NEVER_SENT.contains(type.name())
                || !READABLE.contains(name) && NEVER_SENT_PACKAGES.stream().anyMatch(name::startsWith);
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
