package io.quarkiverse.socketio.runtime.quarkus;

import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;

import jakarta.enterprise.invoke.Invoker;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonArguments;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;

/**
 * Calls a method of a bean, each time in a CDI request context and a duplicated Vert.x context of its own: Quarkus keeps the
 * former in the latter, and other extensions (transactions, tracing, reactive clients) their state beside it. The request lasts
 * until the returned {@code Uni} is done.
 * <p>
 * Thread: any with a Vert.x context, which handlers always have; stateless.
 */
final class MethodCaller {
    private final BeanMethod method;
    private final Invoker<Object, Object> invoker;

    MethodCaller(BeanMethod method) {
        this.method = method;
        this.invoker = method.invoker().getValue();
    }

    /** Never throws: whatever fails, the reading of arguments and {@code onResult} included, goes to {@code onFailure}. */
    void call(Object call, Arguments arguments, Consumer<@Nullable Object> onResult, Consumer<Throwable> onFailure) {
        ContextInternal context = newContext();
        ContextInternal previous = context.beginDispatch();
        try {
            Request request = new Request(Arc.container().requestContext().activate(), onResult, onFailure);
            Object result;
            try {
                result = invoker.invoke(null, values(call, arguments));
            } catch (Throwable e) {
                request.fail(e);
                return;
            }
            if (result instanceof Uni<?> uni) {
                uni.subscribe().with(request::succeed, request::fail);
            } else {
                request.succeed(result);
            }
        } finally {
            context.endDispatch(previous);
        }
    }

    private static ContextInternal newContext() {
        Context current = ContextInternal.current();
        if (current == null) {
            throw new IllegalStateException("[BUG] a handler is called outside Vert.x");
        }
        Context context = VertxContext.createNewDuplicatedContext(current);
        VertxContextSafetyToggle.setContextSafe(context, true);
        return (ContextInternal) context;
    }

    private @Nullable Object[] values(Object call, Arguments arguments) {
        List<Type> parameters = method.parameters();
        @Nullable
        Object[] values = new Object[parameters.size()];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            Type type = parameters.get(i);
            values[i] = type == call.getClass() ? call : read(arguments, next++, type);
        }
        return values;
    }

    private static @Nullable Object read(Arguments arguments, int index, Type type) {
        return type instanceof Class<?> c ? arguments.get(index, c) : ((JsonArguments) arguments).get(index, type);
    }

    /** A CDI request that ends with the call. */
    private record Request(ContextState state, Consumer<@Nullable Object> onResult, Consumer<Throwable> onFailure) {

        void succeed(@Nullable Object result) {
            try {
                onResult.accept(result);
            } catch (RuntimeException e) {
                onFailure.accept(e);
            } finally {
                end();
            }
        }

        void fail(Throwable failure) {
            try {
                onFailure.accept(failure);
            } finally {
                end();
            }
        }

        private void end() {
            Arc.container().requestContext().destroy(state);
        }
    }
}
