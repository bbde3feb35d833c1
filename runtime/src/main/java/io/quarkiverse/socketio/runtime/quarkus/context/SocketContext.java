package io.quarkiverse.socketio.runtime.quarkus.context;

import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketScoped;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ContextInstanceHandle;
import io.quarkus.arc.CurrentContext;
import io.quarkus.arc.CurrentContextFactory;
import io.quarkus.arc.InjectableBean;
import io.quarkus.arc.InjectableContext;
import io.quarkus.arc.impl.ComputingCacheContextInstances;
import io.quarkus.arc.impl.ContextInstanceHandleImpl;

/**
 * The CDI context of {@link SocketScoped}: the beans of each connected socket, and the socket of the current call, which is
 * kept in the duplicated Vert.x context of the call.
 * <p>
 * Thread: any.
 */
public final class SocketContext implements InjectableContext {
    private final CurrentContext<SocketBeans> current;
    private final Map<Socket, SocketBeans> sockets = new ConcurrentHashMap<>();

    public SocketContext(CurrentContextFactory factory) {
        current = factory.create(SocketScoped.class);
    }

    /** Returns the only instance, which the container has created. */
    public static SocketContext instance() {
        return (SocketContext) Arc.container().getContexts(SocketScoped.class).get(0);
    }

    /** Keeps the beans of a socket that has connected, until its handlers of the disconnection have returned. */
    public void add(Socket socket, HandlerExecutor executor) {
        sockets.put(socket, new SocketBeans(socket));
        socket.onDisconnect(reason -> {
            SocketBeans beans = sockets.remove(socket);
            if (beans != null && beans.end()) {
                try {
                    executor.execute(ExecutionMode.WORKER, beans::destroy);
                } catch (RejectedExecutionException e) { // the application stops
                    beans.destroy();
                }
            }
        });
    }

    /** Begins a call for a socket, in the Vert.x context of the call, with which it ends. */
    public void enter(Socket socket) {
        SocketBeans beans = sockets.get(socket);
        if (beans != null) { // else it is not connected yet
            current.set(beans);
        }
    }

    /** Returns the socket of the current call. */
    public Socket currentSocket() {
        return active().socket;
    }

    private SocketBeans active() {
        SocketBeans beans = current.get();
        if (beans == null || beans.ended) {
            throw new ContextNotActiveException("There is no current socket: an injected Socket and @SocketScoped beans can be"
                    + " used in handler methods, until the socket is disconnected, but not in @OnHandshake methods, listeners,"
                    + " timers and other requests. There, use the socket that the method or listener gets, or keep its id and"
                    + " send by io.to(id)");
        }
        return beans;
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return SocketScoped.class;
    }

    @Override
    public boolean isActive() {
        SocketBeans beans = current.get();
        return beans != null && !beans.ended;
    }

    @Override
    @SuppressWarnings("unchecked") // the instance was created for this bean
    public <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
        InjectableBean<T> bean = (InjectableBean<T>) contextual;
        return (T) active().instances.computeIfAbsent(bean.getIdentifier(),
                () -> new ContextInstanceHandleImpl<>(bean, contextual.create(creation), creation)).get();
    }

    /** Called by client proxies; fails with a text that names the cure, where the method of the interface returns nothing. */
    @Override
    public <T> T getIfActive(Contextual<T> contextual, Function<Contextual<T>, CreationalContext<T>> creation) {
        T present = get(contextual);
        return present != null ? present : get(contextual, creation.apply(contextual));
    }

    @Override
    @SuppressWarnings("unchecked") // the instance was created for this bean
    public <T> @Nullable T get(Contextual<T> contextual) {
        ContextInstanceHandle<?> present = active().instances.getIfPresent(((InjectableBean<T>) contextual).getIdentifier());
        return present == null ? null : (T) present.get();
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        ContextInstanceHandle<?> present = active().instances.remove(((InjectableBean<?>) contextual).getIdentifier());
        if (present != null) {
            present.destroy();
        }
    }

    @Override
    public ContextState getState() {
        return active();
    }

    @Override
    public void destroy() {
        active().destroy();
    }

    @Override
    public void destroy(ContextState state) {
        ((SocketBeans) state).destroy();
    }

    /** The beans of one socket. Thread: any. */
    private static final class SocketBeans implements ContextState {
        private final Socket socket;
        private final ComputingCacheContextInstances instances = new ComputingCacheContextInstances();
        private volatile boolean ended;

        SocketBeans(Socket socket) {
            this.socket = socket;
        }

        /** Lets no call use the beans any more; returns whether there are any. */
        boolean end() {
            ended = true;
            return !instances.getAllPresent().isEmpty();
        }

        void destroy() {
            instances.removeEach(ContextInstanceHandle::destroy);
        }

        @Override
        public Map<InjectableBean<?>, Object> getContextualInstances() {
            return instances.getAllPresent().stream()
                    .collect(Collectors.toUnmodifiableMap(ContextInstanceHandle::getBean, ContextInstanceHandle::get));
        }
    }
}
