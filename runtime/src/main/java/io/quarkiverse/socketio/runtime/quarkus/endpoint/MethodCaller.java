package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.List;
import java.util.function.Consumer;

import jakarta.enterprise.invoke.Invoker;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.AckException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.UnreadableArgumentException;
import io.quarkiverse.socketio.runtime.quarkus.context.DuplicatedContext;
import io.quarkiverse.socketio.runtime.quarkus.context.SocketContext;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.ContextInternal;

/**
 * Calls a bean's method in a new CDI request context and a new duplicated Vert.x context, where Quarkus and other extensions
 * (transactions, tracing, reactive clients) keep the state of the call. The request context ends when the method has returned,
 * or its {@code Uni} has completed.
 * <p>
 * Thread: any with a Vert.x context, which handlers always have; stateless.
 */
public final class MethodCaller {
    private final BeanMethod method;
    private final Invoker<Object, Object> invoker;

    private final @Nullable SocketSecurity security;
    private final @Nullable SocketContext sockets;
    private final CallTracer tracer = CallTracer.present();
    private final CallTimers.@Nullable CallTimer timer;

    /**
     * @param security sets the identity of the CDI request; {@code null} for none
     * @param sockets gets the current socket; {@code null} if the application does not use it
     */
    public MethodCaller(Endpoint endpoint, @Nullable SocketSecurity security, @Nullable SocketContext sockets) {
        this.method = endpoint.method();
        this.timer = CallTimers.present(endpoint);
        this.security = security;
        this.sockets = sockets;
        this.invoker = method.invoker().getValue();
    }

    /**
     * Calls the method with a call and the arguments of its event. Never throws: any failure, also of reading the arguments or
     * of {@code onResult}, goes to {@code onFailure}.
     */
    public void call(Object call, Arguments arguments, Consumer<@Nullable Object> onResult, Consumer<Throwable> onFailure) {
        ContextInternal context = DuplicatedContext.create();
        ContextInternal previous = context.beginDispatch();
        try {
            Request request = new Request(Arc.container().requestContext().activate(), measured(tracer.start(call)), onResult,
                    onFailure);
            Object result;
            try {
                if (sockets != null && call instanceof Invocation invocation) {
                    sockets.enter(invocation.socket());
                }
                if (security != null) {
                    security.setCurrentIdentity(call);
                }
                result = invoker.invoke(null, values(call, arguments));
            } catch (Throwable e) {
                request.fail(toFailure(e));
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

    /** Returns a span that also records how long it took; an {@code AckException} is no failure but an answer. */
    private CallTracer.ActiveSpan measured(CallTracer.ActiveSpan span) {
        if (timer == null) {
            return span;
        }
        long start = System.nanoTime();
        return failure -> {
            timer.record(System.nanoTime() - start, failure != null && !(failure instanceof AckException));
            span.end(failure);
        };
    }

    /** Replaces the failure of an invoker whose method returned no {@code Uni}, which names neither method nor cure. */
    private Throwable toFailure(Throwable thrown) {
        boolean noUni = thrown instanceof NullPointerException && method.result().isUni()
                && thrown.getStackTrace().length > 0 && thrown.getStackTrace()[0].getClassName().startsWith("io.quarkus.arc.");
        return noUni ? new NullPointerException(method.name()
                + " returned null instead of a Uni; for no value, return Uni.createFrom().nullItem()") : thrown;
    }

    private @Nullable Object[] values(Object call, Arguments arguments) {
        List<MethodParameter> parameters = method.parameters();
        @Nullable
        Object[] values = new Object[parameters.size()];
        TypedArguments typed = (TypedArguments) arguments;
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            MethodParameter parameter = parameters.get(i);
            values[i] = parameter.type() == call.getClass() ? call : argument(typed, next++, parameter);
        }
        return values;
    }

    private @Nullable Object argument(TypedArguments arguments, int index, MethodParameter parameter) {
        Object value = arguments.get(index, parameter.type());
        if (value == null && parameter.required()) {
            throw new UnreadableArgumentException(arguments, index, "Argument " + index + " is missing: " + method.name()
                    + " requires it as " + parameter.type().getTypeName(), null);
        }
        return value;
    }

    /** The CDI request of one call. */
    private record Request(ContextState state, CallTracer.ActiveSpan span, Consumer<@Nullable Object> onResult,
            Consumer<Throwable> onFailure) {

        void succeed(@Nullable Object result) {
            Throwable failure = null;
            try {
                onResult.accept(result);
            } catch (RuntimeException e) {
                failure = e;
                onFailure.accept(e);
            } finally {
                end(failure);
            }
        }

        void fail(Throwable failure) {
            try {
                onFailure.accept(failure);
            } finally {
                end(failure);
            }
        }

        private void end(@Nullable Throwable failure) {
            span.end(failure);
            Arc.container().requestContext().destroy(state);
        }
    }
}
