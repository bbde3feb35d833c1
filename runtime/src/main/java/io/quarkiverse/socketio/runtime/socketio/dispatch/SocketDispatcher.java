package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.quarkiverse.socketio.runtime.socketio.dispatch.OrderedDispatch.Task;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners.Kind;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketType;

/**
 * What the application is called for on behalf of one socket, in order: middlewares, handlers of the connection, interceptors
 * and handlers of its events, those of its end.
 * <p>
 * Thread: the session's event loop, but for what says otherwise.
 */
public final class SocketDispatcher {
    private static final Logger LOG = Logger.getLogger(SocketDispatcher.class);

    private final ListeningSocket socket;
    private final DispatchContext context;
    private final EventLoop loop;
    private final OrderedDispatch handlers;
    private final SocketListeners listeners;
    /** While the handlers of the connection run: what came meanwhile, for which they may still add listeners. */
    private @Nullable List<Runnable> early;

    public SocketDispatcher(ListeningSocket socket, DispatchContext context, EventLoop loop, HandlerExecutor executor) {
        this.socket = socket;
        this.context = context;
        this.loop = loop;
        this.listeners = socket.listeners();
        this.handlers = new OrderedDispatch(loop, executor);
    }

    /** Asks one middleware after the other. */
    public void pass(Iterator<Middleware> rest, Runnable passed, Consumer<Throwable> refused) {
        if (!rest.hasNext()) {
            passed.run();
            return;
        }
        Middleware next = rest.next();
        handlers.await(next.mode(), end -> ask(answer -> next.check(Invocation.of(socket, "handshake", null), answer),
                failure -> {
                    if (failure == null) {
                        pass(rest, passed, refused);
                    } else {
                        refused.accept(failure);
                    }
                    end.run();
                }));
    }

    private interface Question {
        void put(Consumer<@Nullable Throwable> answer) throws Exception;
    }

    /** The first answer counts, from whatever thread; {@code then} goes on with it in the loop. */
    private void ask(Question question, Consumer<@Nullable Throwable> then) {
        AtomicBoolean answered = new AtomicBoolean();
        Consumer<@Nullable Throwable> answer = failure -> {
            if (!answered.getAndSet(true)) {
                socket.inLoop(() -> then.accept(failure));
            }
        };
        try {
            question.put(answer);
        } catch (Throwable e) { // the application's faults are its own, whatever they are
            answer.accept(e);
        }
    }

    public void connected() {
        callAll(When.CONNECT, Invocation.of(socket, "connection", null));
        if (handlers.isBusy()) {
            early = new ArrayList<>();
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> {
                List<Runnable> waiting = early;
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

    public void event(PendingEvent event) {
        whenReady(() -> {
            Iterator<Interception> interceptions = Interception.of(context.handlers().interceptors(), listeners);
            if (interceptions.hasNext()) {
                handlers.await(ExecutionMode.EVENT_LOOP, end -> intercept(interceptions, event, end));
            } else {
                tasksOf(event).forEach(handlers::dispatch);
            }
        });
    }

    private void intercept(Iterator<Interception> rest, PendingEvent event, Runnable end) {
        Invocation call = event.call();
        if (call == null) {
            event.abandon();
            end.run();
            return;
        }
        if (!rest.hasNext()) {
            handlers.dispatchFirst(tasksOf(event));
            end.run();
            return;
        }
        Interception next = rest.next();
        ask(answer -> next.intercept(call).subscribe().with(passed -> answer.accept(null), answer), failure -> {
            if (failure == null) {
                intercept(rest, event, end);
            } else {
                onFailure("An interceptor", call.event(), failure);
                event.abandon();
                end.run();
            }
        });
    }

    /** The calls of an event's handlers; after the last of them the event does not wait any more. */
    private List<Task.Call> tasksOf(PendingEvent event) {
        Invocation call = event.call();
        if (call == null) {
            event.abandon();
            return List.of();
        }
        List<EventHandler> called = context.handlers().ofEvent(call.event());
        List<Task.Call> tasks = new ArrayList<>(called.size() + 2);
        if (!listeners.of(Kind.ANY).isEmpty()) {
            tasks.add(listening(event, this::callAnyListeners));
        }
        for (EventHandler handler : called) {
            tasks.add(handling(event, handler));
        }
        if (listeners.hasEvent(call.event())) {
            tasks.add(listening(event, this::callListeners));
        }
        if (tasks.isEmpty()) {
            LOG.debugf("No handler of event \"%s\" in namespace %s", call.event(), context.namespace());
            event.abandon();
            return List.of();
        }
        event.expect(tasks.size());
        Task.Call last = tasks.remove(tasks.size() - 1);
        tasks.add(new Task.Call(last.mode(), () -> {
            last.action().run();
            event.called();
        }));
        return tasks;
    }

    private Task.Call listening(PendingEvent event, Consumer<Invocation> listeners) {
        return new Task.Call(ExecutionMode.EVENT_LOOP, () -> {
            Invocation call = event.begin();
            if (call != null) {
                listeners.accept(call);
            }
            event.end();
        });
    }

    private Task.Call handling(PendingEvent event, EventHandler handler) {
        return new Task.Call(handler.mode(), () -> {
            Invocation call = event.begin();
            if (call == null) {
                event.end();
            } else {
                run(handler, call, outcome(handler, call, event::end));
            }
        });
    }

    private EventHandler.Outcome outcome(EventHandler handler, Invocation call, Runnable ended) {
        return new EventHandler.Outcome() {
            @Override
            public void done() {
                ended.run();
            }

            @Override
            public void failed(Throwable failure) {
                try {
                    onFailure(handler.name(), call.event(), failure);
                } finally {
                    ended.run();
                }
            }
        };
    }

    private static void run(EventHandler handler, Invocation call, EventHandler.Outcome outcome) {
        try {
            handler.handle(call, outcome);
        } catch (Throwable e) { // the application's faults are its own, whatever they are: the socket lives
            outcome.failed(e);
        }
    }

    private void callAnyListeners(Invocation call) {
        callAnyListeners(Kind.ANY, call);
    }

    private void callAnyListeners(Kind<BiConsumer<String, Arguments>> kind, Invocation call) {
        for (BiConsumer<String, Arguments> listener : listeners.of(kind)) {
            guarded("A listener", call.event(), () -> listener.accept(call.event(), call.arguments()));
        }
    }

    private void callListeners(Invocation call) {
        for (BiConsumer<Arguments, Ack> listener : listeners.takeEvent(call.event())) {
            guarded("A listener", call.event(), () -> listener.accept(call.arguments(), call.ack()));
        }
    }

    /** What is about to be sent. */
    public void outgoing(PacketFrames frames) {
        if (listeners.of(Kind.ANY_OUTGOING).isEmpty()) {
            return;
        }
        try {
            IncomingPacket packet = context.parser().decode(frames.packet());
            if (packet.type() == PacketType.EVENT || packet.type() == PacketType.BINARY_EVENT) {
                callAnyListeners(Kind.ANY_OUTGOING,
                        new Invocation(socket, packet.event(), packet.arguments(), IncomingAck.NONE, null));
            }
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was encoded cannot be decoded", e);
        }
    }

    /** Whether anybody wants to know the rooms that a socket is about to leave. */
    public boolean watchDisconnecting() {
        return early != null || !context.handlers().of(When.DISCONNECTING).isEmpty()
                || !listeners.of(Kind.DISCONNECTING).isEmpty();
    }

    /** @param left called between the handlers of {@code disconnecting} and those of {@code disconnect} */
    public void disconnected(DisconnectReason reason, Runnable left) {
        whenReady(() -> {
            if (watchDisconnecting()) {
                callAll(When.DISCONNECTING, Invocation.of(socket, "disconnecting", reason));
                callListeners(Kind.DISCONNECTING, "disconnecting", reason);
                handlers.dispatch(ExecutionMode.EVENT_LOOP, left);
            } else {
                left.run();
            }
            callAll(When.DISCONNECT, Invocation.of(socket, "disconnect", reason));
            callListeners(Kind.DISCONNECT, "disconnect", reason);
        });
    }

    private <T> void callListeners(Kind<Consumer<T>> kind, String event, T value) {
        for (Consumer<T> listener : listeners.of(kind)) {
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> guarded("A listener", event, () -> listener.accept(value)));
        }
    }

    /** For one who comes after the end. */
    public void late(Consumer<DisconnectReason> listener, DisconnectReason reason) {
        guarded("A listener", "disconnect", () -> listener.accept(reason));
    }

    private void callAll(When when, Invocation call) {
        for (EventHandler handler : context.handlers().of(when)) {
            handlers.dispatch(task(handler, call));
        }
    }

    private Task.Call task(EventHandler handler, Invocation call) {
        return new Task.Call(handler.mode(), () -> run(handler, call, outcome(handler, call, () -> {
        })));
    }

    private void guarded(String what, String event, Action action) {
        caught(action, failure -> onFailure(what, event, failure));
    }

    /** From any thread. To the application's error handlers, or else to the log. */
    private void onFailure(String what, String event, Throwable failure) {
        List<EventHandler> called = context.handlers().of(When.ERROR);
        List<Consumer<Throwable>> listening = listeners.of(Kind.ERROR);
        if (called.isEmpty() && listening.isEmpty()) {
            logFailure(what, event, failure);
            return;
        }
        socket.inLoop(() -> {
            Invocation call = Invocation.of(socket, event, failure);
            Consumer<Throwable> again = worse -> logFailure("An error handler", event, worse);
            for (EventHandler handler : called) {
                handlers.dispatch(handler.mode(), () -> run(handler, call, new WorseOutcome(again)));
            }
            for (Consumer<Throwable> listener : listening) {
                handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> caught(() -> listener.accept(failure), again));
            }
        });
    }

    /** Of a handler of failures. */
    private record WorseOutcome(Consumer<Throwable> log) implements EventHandler.Outcome {
        @Override
        public void done() {
            // as it should
        }

        @Override
        public void failed(Throwable failure) {
            log.accept(failure);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void caught(Action action, Consumer<Throwable> failed) {
        try {
            action.run();
        } catch (Throwable e) { // the application's faults are its own, whatever they are: the socket lives
            failed.accept(e);
        }
    }

    private void logFailure(String what, String event, Throwable failure) {
        context.failures().log(loop.nanoTime(), failure,
                what + " failed: \"" + event + "\" in namespace " + context.namespace() + ", socket " + socket.id());
    }
}
