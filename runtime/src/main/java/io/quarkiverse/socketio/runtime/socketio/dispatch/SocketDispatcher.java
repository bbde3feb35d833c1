package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.quarkiverse.socketio.runtime.socketio.dispatch.OrderedDispatch.Task;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners.Kind;
import io.quarkiverse.socketio.runtime.socketio.handshake.ConnectError;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;

/**
 * Calls the application on behalf of one socket, in order: middlewares, connection handlers, interceptors and handlers of
 * events, disconnection handlers. Whatever the application throws goes to its error handlers, or else to the log; the socket
 * stays connected.
 * <p>
 * Thread: the session's event loop, unless stated otherwise.
 */
public final class SocketDispatcher {
    private static final Logger LOG = Logger.getLogger(SocketDispatcher.class);

    private static final AtomicIntegerFieldUpdater<SocketDispatcher> DATA_CHANGED = AtomicIntegerFieldUpdater
            .newUpdater(SocketDispatcher.class, "dataChanged");

    private final ListeningSocket socket;
    private final DispatchContext context;
    private final EventLoop loop;
    private final OrderedDispatch handlers;
    private final SocketListeners listeners;
    /** Whether a change of the socket's data will be reported: 0 or 1. */
    private volatile int dataChanged;
    /** What waits until the connection handlers, which may still add listeners, have finished; {@code null} after that. */
    private @Nullable List<Runnable> early;

    public SocketDispatcher(ListeningSocket socket, DispatchContext context, EventLoop loop, HandlerExecutor executor) {
        this.socket = socket;
        this.context = context;
        this.loop = loop;
        this.listeners = socket.listeners();
        this.handlers = new OrderedDispatch(loop, executor);
    }

    /** Calls the middlewares, one after the other, until one fails. */
    public void callMiddlewares(Iterator<Middleware> rest, Runnable passed, Consumer<Throwable> refused) {
        if (!rest.hasNext()) {
            passed.run();
            return;
        }
        Middleware next = rest.next();
        handlers.await(next.mode(), done -> ask(answer -> next.check(Invocation.of(socket, "handshake", null), answer),
                failure -> {
                    if (failure == null) {
                        callMiddlewares(rest, passed, refused);
                    } else {
                        refused.accept(failure);
                    }
                    done.run();
                }));
    }

    /** Returns what a client is told that a middleware has refused. */
    public ConnectError connectError(Throwable failure) {
        ErrorAnswer fault = context.reports().errors().clientFault(failure, Invocation.of(socket, "handshake", null));
        return fault == null ? ConnectError.of(failure, context.namespace())
                : new ConnectError(fault.message(), fault.toValue());
    }

    private interface Check {
        void start(Consumer<@Nullable Throwable> answer) throws Exception;
    }

    /** Passes the first answer, from any thread, to {@code then} on the event loop. */
    private void ask(Check check, Consumer<@Nullable Throwable> then) {
        AtomicBoolean answered = new AtomicBoolean();
        Consumer<@Nullable Throwable> answer = failure -> {
            if (!answered.getAndSet(true)) {
                socket.inLoop(() -> then.accept(failure));
            }
        };
        try {
            check.start(answer);
        } catch (Throwable e) { // application code may throw anything
            answer.accept(e);
        }
    }

    public void onConnected() {
        callAll(When.CONNECT, Invocation.of(socket, "connection", null));
        if (handlers.isBusy()) {
            early = new ArrayList<>();
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> {
                List<Runnable> waiting = Objects.requireNonNull(early);
                early = null;
                waiting.forEach(Runnable::run);
            });
        }
    }

    private void whenReady(Runnable action) {
        if (early == null) {
            action.run();
        } else {
            early.add(action);
        }
    }

    public void onEvent(PendingEvent event) {
        SocketObserver observer = context.handlers().observer();
        Invocation received = observer == null || !observer.isActive() ? null : event.call();
        if (observer != null && received != null) {
            runLogged(() -> observer.onReceived(socket, received.event(), received.arguments()));
        }
        if (early == null && !isIntercepted()) {
            callsOf(event).forEach(handlers::dispatch);
            return;
        }
        whenReady(() -> {
            Iterator<Interception> interceptions = Interception.of(context.handlers().interceptors(), listeners);
            if (interceptions.hasNext()) {
                handlers.await(ExecutionMode.EVENT_LOOP, done -> intercept(interceptions, event, done));
            } else {
                callsOf(event).forEach(handlers::dispatch);
            }
        });
    }

    private boolean isIntercepted() {
        return !context.handlers().interceptors().isEmpty() || listeners.has(Kind.INTERCEPTOR);
    }

    private void intercept(Iterator<Interception> rest, PendingEvent event, Runnable done) {
        Invocation call = event.call();
        if (call == null) {
            event.abandon();
            done.run();
            return;
        }
        if (!rest.hasNext()) {
            handlers.dispatchFirst(callsOf(event));
            done.run();
            return;
        }
        Interception next = rest.next();
        ask(answer -> next.intercept(call).subscribe().with(passed -> answer.accept(null), answer), failure -> {
            if (failure == null) {
                intercept(rest, event, done);
            } else {
                failures().handle("An interceptor", call, failure);
                event.abandon();
                done.run();
            }
        });
    }

    /** Returns the calls of an event's handlers; the last of them counts the event as called. */
    private List<EventCall> callsOf(PendingEvent event) {
        Invocation call = event.call();
        if (call == null) {
            event.abandon();
            return List.of();
        }
        List<EventCall> calls = new ArrayList<>(2);
        if (listeners.has(Kind.ANY)) {
            calls.add(new ListenersCall(event, ExecutionMode.EVENT_LOOP, this::callAnyListeners));
        }
        for (EventHandler handler : context.handlers().of(When.ANY_EVENT)) {
            calls.add(new HandlerCall(event, handler, false));
        }
        for (EventHandler handler : context.handlers().ofEvent(call.event())) {
            calls.add(new HandlerCall(event, handler, true));
        }
        if (listeners.hasEvent(call.event(), false)) {
            calls.add(new ListenersCall(event, ExecutionMode.EVENT_LOOP, this::callListeners));
        }
        if (listeners.hasEvent(call.event(), true)) {
            calls.add(new ListenersCall(event, ExecutionMode.WORKER, this::callBlockingListeners));
        }
        if (calls.isEmpty()) {
            context.reports().warnf(LOG, "No handler of event %s in namespace %s: add a method with @OnEvent, or socket.on(…)",
                    DebugLog.quoted(call.event()), context.namespace());
            event.abandon();
            return List.of();
        }
        event.expect(calls.size());
        calls.get(calls.size() - 1).last = true;
        return calls;
    }

    /** A call for an event. */
    private abstract static class EventCall implements Task.Call {
        final PendingEvent event;
        private final ExecutionMode mode;
        private boolean last;

        EventCall(PendingEvent event, ExecutionMode mode) {
            this.event = event;
            this.mode = mode;
        }

        @Override
        public ExecutionMode mode() {
            return mode;
        }

        @Override
        public void run() {
            Invocation call = event.start();
            if (call == null) {
                event.finishHandler();
            } else {
                start(call);
            }
            if (last) {
                event.called();
            }
        }

        /** Must not throw, and must have the handler finished in the end. */
        abstract void start(Invocation call);
    }

    private static final class ListenersCall extends EventCall {
        private final Consumer<Invocation> listeners;

        ListenersCall(PendingEvent event, ExecutionMode mode, Consumer<Invocation> listeners) {
            super(event, mode);
            this.listeners = listeners;
        }

        @Override
        void start(Invocation call) {
            listeners.accept(call);
            event.finishHandler();
        }
    }

    private final class HandlerCall extends EventCall {
        private final EventHandler handler;
        private final boolean acknowledges;

        /** @param acknowledges whether the handler, or its failure, may acknowledge the event */
        HandlerCall(PendingEvent event, EventHandler handler, boolean acknowledges) {
            super(event, handler.mode());
            this.handler = handler;
            this.acknowledges = acknowledges;
        }

        @Override
        void start(Invocation call) {
            Invocation own = acknowledges ? call : call.withoutAck();
            SocketDispatcher.run(handler, own, outcome(handler, own, event::finishHandler));
        }
    }

    private EventHandler.Outcome outcome(EventHandler handler, Invocation call, Runnable done) {
        return new EventHandler.Outcome() {
            @Override
            public void done() {
                done.run();
            }

            @Override
            public void failed(Throwable failure) {
                try {
                    failures().handle(handler.name(), call, failure);
                } finally {
                    done.run();
                }
            }
        };
    }

    static void run(EventHandler handler, Invocation call, EventHandler.Outcome outcome) {
        try {
            handler.handle(call, outcome);
        } catch (Throwable e) { // application code may throw anything; the socket stays connected
            outcome.failed(e);
        }
    }

    private void callAnyListeners(Invocation call) {
        callAnyListeners(Kind.ANY, call.withoutAck());
    }

    private void callAnyListeners(Kind<BiConsumer<String, Arguments>> kind, Invocation call) {
        for (BiConsumer<String, Arguments> listener : listeners.of(kind)) {
            runGuarded(call, () -> listener.accept(call.event(), call.arguments()));
        }
    }

    private void callListeners(Invocation call) {
        callListeners(call, false);
    }

    private void callBlockingListeners(Invocation call) {
        callListeners(call, true);
    }

    private void callListeners(Invocation call, boolean blocking) {
        for (BiConsumer<Arguments, Ack> listener : listeners.takeEvent(call.event(), blocking)) {
            runGuarded(call, () -> listener.accept(call.arguments(), call.ack()));
        }
    }

    /** Calls the listeners of outgoing events. */
    public void callOutgoingListeners(PacketFrames frames) {
        SocketDebug.sent(socket, frames, context.parser());
        SocketObserver observer = context.handlers().observer();
        boolean observed = observer != null && observer.isActive();
        if (!observed && (!listeners.has(Kind.ANY_OUTGOING))) {
            return;
        }
        try {
            IncomingPacket packet = context.parser().decode(frames.packet());
            if (packet.type() == SocketPacketType.EVENT || packet.type() == SocketPacketType.BINARY_EVENT) {
                if (observer != null && observed) {
                    runLogged(() -> observer.onSent(socket, packet.event(), packet.arguments()));
                }
                callAnyListeners(Kind.ANY_OUTGOING,
                        new Invocation(socket, packet.event(), packet.arguments(), IncomingAck.NONE, null));
            }
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was encoded cannot be decoded", e);
        }
    }

    private void runLogged(Action action) {
        try {
            action.run();
        } catch (Throwable e) { // it may read values of the application
            failures().log("An observer", "administration", e, null);
        }
    }

    /** The socket's data has changed; several changes in a row are reported once. Thread: any. */
    public void onDataChanged() {
        SocketObserver observer = context.handlers().observer();
        if (observer != null && observer.isActive() && DATA_CHANGED.getAndSet(this, 1) == 0) {
            loop.execute(() -> {
                dataChanged = 0;
                runLogged(() -> observer.onDataChanged(socket));
            });
        }
    }

    /** Returns the socket's data as servers that fetch it receive it. Thread: any. */
    public Map<String, Object> dataForServers() {
        SocketObserver observer = context.handlers().observer();
        return observer == null ? socket.data() : observer.dataForServers(socket, socket.data());
    }

    /** Whether a handler needs the rooms that the socket is about to leave. */
    public boolean watchDisconnecting() {
        return early != null || !context.handlers().of(When.DISCONNECTING).isEmpty()
                || !listeners.of(Kind.DISCONNECTING).isEmpty();
    }

    /**
     * Calls the handlers of the end.
     *
     * @param left called between those of {@code disconnecting} and those of {@code disconnect}
     */
    public void onDisconnected(DisconnectReason reason, Runnable left) {
        whenReady(() -> {
            if (watchDisconnecting()) {
                Invocation disconnecting = Invocation.of(socket, "disconnecting", reason);
                callAll(When.DISCONNECTING, disconnecting);
                callListeners(Kind.DISCONNECTING, disconnecting, reason);
                handlers.dispatch(ExecutionMode.EVENT_LOOP, left);
            } else {
                left.run();
            }
            Invocation disconnect = Invocation.of(socket, "disconnect", reason);
            callAll(When.DISCONNECT, disconnect);
            callListeners(Kind.DISCONNECT, disconnect, reason);
        });
    }

    private <T> void callListeners(Kind<Consumer<T>> kind, Invocation call, T value) {
        for (Consumer<T> listener : listeners.of(kind)) {
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> runGuarded(call, () -> listener.accept(value)));
        }
    }

    /**
     * Adds a listener of the end, or calls it if the socket is disconnected already.
     *
     * @param reason why it is; {@code null} if it is not
     */
    public void addDisconnect(Consumer<DisconnectReason> listener, @Nullable DisconnectReason reason) {
        if (reason == null) {
            listeners.add(Kind.DISCONNECT, listener);
        } else {
            runGuarded(Invocation.of(socket, "disconnect", reason), () -> listener.accept(reason));
        }
    }

    private void callAll(When when, Invocation call) {
        for (EventHandler handler : context.handlers().of(when)) {
            handlers.dispatch(task(handler, call));
        }
    }

    private Task.Call task(EventHandler handler, Invocation call) {
        return new Task.Action(handler.mode(), () -> run(handler, call, outcome(handler, call, () -> {
        })));
    }

    private void runGuarded(Invocation call, Action action) {
        try {
            action.run();
        } catch (Throwable e) { // application code may throw anything; the socket stays connected
            failures().handle("A listener", call, e);
        }
    }

    /** Made when it is needed, as most sockets never have a failure. */
    private FailureHandling failures() {
        return new FailureHandling(socket, context, handlers);
    }

    private interface Action {
        void run() throws Exception;
    }
}
