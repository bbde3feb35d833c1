package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.AckException;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners.Kind;

/**
 * Handles what the application throws on behalf of one socket: passes it to the error handlers or else logs it, and answers the
 * acknowledgement that the client waits for if the application or the configuration says so. The socket stays connected.
 * <p>
 * Thread: any.
 */
final class FailureHandling {
    private static final Logger LOG = Logger.getLogger(FailureHandling.class);

    private final ListeningSocket socket;
    private final DispatchContext context;
    private final OrderedDispatch dispatch;

    FailureHandling(ListeningSocket socket, DispatchContext context, OrderedDispatch dispatch) {
        this.socket = socket;
        this.context = context;
        this.dispatch = dispatch;
    }

    /**
     * Handles a failure.
     *
     * @param what has failed, for the log
     * @param call what it was called with; its acknowledgement is answered
     */
    void handle(String what, Invocation call, Throwable failure) {
        if (ErrorAnswers.actual(failure) instanceof AckException answer) {
            answer(what, call, answer);
            return;
        }
        List<EventHandler> handlers = context.handlers().of(When.ERROR);
        List<Consumer<Throwable>> listeners = socket.listeners().of(Kind.ERROR);
        List<BiConsumer<Throwable, Ack>> answering = socket.listeners().of(Kind.ERROR_ACK);
        ErrorAnswer fault = context.reports().errors().clientFault(failure, call);
        if (handlers.isEmpty() && listeners.isEmpty() && answering.isEmpty()) {
            log(what, call.event(), failure, fault);
            answerByDefault(call, fault);
        } else {
            ErrorCall errorCall = new ErrorCall(what, call, failure, fault);
            socket.inLoop(() -> errorCall.start(handlers, listeners, answering));
        }
    }

    private void answer(String what, Invocation call, AckException answer) {
        LOG.debugf("%s answers %s by an exception in namespace %s, socket %s", what, DebugLog.name(call.event()),
                DebugLog.name(context.namespace()), socket.id());
        try {
            call.ack().send(answer.arguments());
        } catch (SocketIOException e) {
            handle(what, call, e);
        }
    }

    private void answerByDefault(Invocation call, @Nullable ErrorAnswer fault) {
        ErrorAnswer answer = context.reports().errors().answer(fault);
        if (answer != null) {
            call.ack().send(answer.toValue());
        }
    }

    void log(String what, String event, Throwable failure, @Nullable ErrorAnswer fault) {
        context.failures().log(socket.nanoTime(), failure,
                what + " failed: " + DebugLog.quoted(event) + " in namespace " + DebugLog.name(context.namespace())
                        + ", socket "
                        + socket.id(),
                fault);
    }

    /**
     * The calls of the error handlers for one failure, and then what they have not done: a failure that none of them answers is
     * logged, unless one of them says that it logs or is a listener of this socket, and is answered as configured.
     */
    private final class ErrorCall implements EventHandler.Outcome, Ack {
        private final String what;
        private final Invocation failed;
        private final Throwable failure;
        private final @Nullable ErrorAnswer fault;
        private final AtomicInteger running = new AtomicInteger(1);
        /** Whether a handler decides about the answer. This and the next field are written before the first handler finishes. */
        private boolean answeredByHandler;
        private boolean loggedByHandler;
        private volatile boolean answered;

        ErrorCall(String what, Invocation failed, Throwable failure, @Nullable ErrorAnswer fault) {
            this.what = what;
            this.failed = failed;
            this.failure = failure;
            this.fault = fault;
        }

        void start(List<EventHandler> handlers, List<Consumer<Throwable>> listeners,
                List<BiConsumer<Throwable, Ack>> answering) {
            Invocation call = Invocation.ofFailure(failed, failure, this);
            answeredByHandler = !answering.isEmpty() || handlers.stream().anyMatch(EventHandler::takesAck);
            loggedByHandler = !listeners.isEmpty() || handlers.stream().anyMatch(EventHandler::logsFailures);
            for (EventHandler handler : handlers) {
                running.incrementAndGet();
                dispatch.dispatch(handler.mode(), () -> SocketDispatcher.run(handler, call, this));
            }
            listeners.forEach(listener -> call(() -> listener.accept(failure)));
            answering.forEach(listener -> call(() -> listener.accept(failure, this)));
            done();
        }

        private void call(Runnable listener) {
            running.incrementAndGet();
            dispatch.dispatch(ExecutionMode.EVENT_LOOP, () -> {
                try {
                    listener.run();
                    done();
                } catch (Throwable e) { // application code may throw anything; the socket stays connected
                    failed(e);
                }
            });
        }

        @Override
        public void send(Object... args) {
            failed.ack().send(args);
            answered = true;
        }

        @Override
        public boolean isAwaited() {
            return failed.ack().isAwaited();
        }

        @Override
        public void done() {
            if (running.decrementAndGet() > 0 || answeredByHandler) {
                return;
            }
            if (!answered && !loggedByHandler) {
                log(what, failed.event(), failure, fault);
            }
            answerByDefault(failed, fault);
        }

        @Override
        public void failed(Throwable again) {
            try {
                if (ErrorAnswers.actual(again) instanceof AckException answer) {
                    send(answer.arguments());
                } else {
                    log("An error handler", failed.event(), again, null);
                }
            } catch (SocketIOException e) {
                log("An error handler", failed.event(), e, null);
            } finally {
                done();
            }
        }
    }
}
