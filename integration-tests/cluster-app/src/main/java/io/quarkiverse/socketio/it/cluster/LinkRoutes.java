package io.quarkiverse.socketio.it.cluster;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Makes this worker violate the protocol of its link on request over HTTP: it sends any bytes, or hangs. */
@ApplicationScoped
public class LinkRoutes {
    void add(@Observes Router router) {
        router.get("/link/say/:hex").handler(this::say);
        router.get("/link/hang").handler(this::hang);
    }

    private void say(RoutingContext context) {
        byte[] bytes = HexFormat.of().parseHex(context.pathParam("hex"));
        // answered first: it may be the last that this worker says
        context.end().onSuccess(sent -> onLink(channel -> channel.writeAndFlush(Unpooled.wrappedBuffer(bytes))));
    }

    /** Blocks the thread of the link for ever, so that heartbeats stop. */
    private void hang(RoutingContext context) {
        context.end();
        onLink(channel -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** No application should reach this, so it takes reflection. */
    private static void onLink(Consumer<Channel> action) {
        try {
            BusChannel bus = WorkerAgent.current().orElseThrow().bus();
            Field field = bus.getClass().getDeclaredField("writer");
            field.setAccessible(true);
            Object writer = field.get(bus);
            Method whenConnected = writer.getClass().getDeclaredMethod("whenConnected", Consumer.class);
            whenConnected.setAccessible(true);
            whenConnected.invoke(writer, action);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
