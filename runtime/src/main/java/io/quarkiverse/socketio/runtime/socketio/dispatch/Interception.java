package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners.Kind;
import io.quarkiverse.socketio.spi.EventInterceptor;
import io.smallrye.mutiny.Uni;

/** A call of one interceptor, of the namespace or of the socket, which refuses the event by failing. */
@FunctionalInterface
interface Interception {

    Uni<Void> intercept(Invocation call);

    /** Returns the calls of the namespace's interceptors, then those of the socket's. */
    static Iterator<Interception> of(List<EventInterceptor> namespace, SocketListeners listeners) {
        List<BiFunction<String, Arguments, Uni<Void>>> socket = listeners.of(Kind.INTERCEPTOR);
        if (namespace.isEmpty() && socket.isEmpty()) {
            return Collections.emptyIterator();
        }
        List<Interception> all = new ArrayList<>();
        namespace.forEach(one -> all.add(call -> one.intercept(call.socket(), call.event(), call.arguments())));
        socket.forEach(one -> all.add(call -> one.apply(call.event(), call.arguments())));
        return all.iterator();
    }
}
