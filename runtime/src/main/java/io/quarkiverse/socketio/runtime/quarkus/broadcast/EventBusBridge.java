package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Connects Vert.x' event bus with broadcasts, for the addresses of {@code @OnBroadcast} methods and of the configuration. A
 * message published here is broadcast to the other servers; their broadcasts are published here, with a header that keeps them
 * from being broadcast again. Messages sent to a single consumer are not affected.
 * <p>
 * Thread: any.
 */
@Singleton
public class EventBusBridge {
    private static final Logger LOG = Logger.getLogger(EventBusBridge.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** The header of messages that were broadcasts. */
    private static final String FROM_BROADCAST = "quarkus-socketio-carried";

    private final EventBus bus;
    private final ServerImpl server;
    private final BroadcastHandlers handlers;
    private final Set<String> addresses;
    private final Handler<DeliveryContext<Object>> interceptor = this::onOutbound;

    @Inject
    EventBusBridge(Vertx vertx, ServerImpl server, BroadcastHandlers handlers, SocketIOConfig config) {
        this(vertx.eventBus(), server, handlers, config.bridge().addresses().orElse(Set.of()));
    }

    EventBusBridge(EventBus bus, ServerImpl server, BroadcastHandlers handlers, Set<String> configured) {
        this.bus = bus;
        this.server = server;
        this.handlers = handlers;
        Set<String> all = new HashSet<>(handlers.events());
        all.addAll(configured);
        this.addresses = Set.copyOf(all);
    }

    public void start() {
        if (!addresses.isEmpty()) {
            addresses.forEach(address -> server.onServerSide(address, arguments -> publishLocally(address, arguments)));
            bus.addOutboundInterceptor(interceptor);
        }
    }

    /** Removes the interceptor, as in dev mode the event bus survives a restart of the application. */
    public void stop() {
        bus.removeOutboundInterceptor(interceptor);
    }

    /** Returns whether broadcasts of that name are published on the event bus. */
    boolean connects(String event) {
        return addresses.contains(event);
    }

    /** Publishes a broadcast on the event bus of this process. */
    void publishLocally(String address, Arguments arguments) {
        List<@Nullable Object> values = arguments.toList();
        Object body = values.isEmpty() ? null : toVertx(values.size() == 1 ? values.get(0) : values);
        try {
            bus.publish(address, body, new DeliveryOptions().addHeader(FROM_BROADCAST, "true").setLocalOnly(true));
        } catch (IllegalArgumentException e) { // the event bus has no codec for such a number
            FAILURES.logf(LOG, Logger.Level.WARN, null, "A broadcast of \"%s\" was not published on the event bus: %s", address,
                    e.getMessage());
        }
    }

    private void onOutbound(DeliveryContext<Object> delivery) {
        if (!delivery.send() && addresses.contains(delivery.message().address())
                && !delivery.message().headers().contains(FROM_BROADCAST)) {
            broadcast(delivery.message().address(), toJava(delivery.body()));
        }
        delivery.next();
    }

    /** Failures are only logged, as publishing on the event bus reports none. */
    private void broadcast(String address, @Nullable Object body) {
        try {
            Object[] args = { body };
            Arguments arguments = server.toArguments(args);
            server.serverSideEmit(address, args);
            handlers.call(new BroadcastContext(address, true), arguments, BroadcastHandlers.NoAck.INSTANCE);
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "A message published at \"%s\" is not sent to the other workers: %s",
                    address, e.getMessage());
        }
    }

    private static @Nullable Object toJava(@Nullable Object value) {
        if (value instanceof JsonObject json) {
            return toJava(json.getMap());
        }
        if (value instanceof JsonArray json) {
            return toJava(json.getList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, element) -> plain.put(key, toJava(element)));
            return plain;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(toJava(element)));
            return plain;
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object toVertx(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, Object>) map);
        }
        if (value instanceof List<?> list) {
            return new JsonArray(list);
        }
        return value instanceof byte[] bytes ? Buffer.buffer(bytes) : value;
    }
}
