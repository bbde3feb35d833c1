package io.quarkiverse.socketio.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** Contexts of Vert.x, of which three in a row have different threads, and a record of what ran. */
@Timeout(60)
abstract class LoopFixture {
    private static Vertx vertx;

    final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    static ContextInternal newContext() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    List<String> take(int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(ran.poll(10, TimeUnit.SECONDS));
        }
        return taken;
    }
}
