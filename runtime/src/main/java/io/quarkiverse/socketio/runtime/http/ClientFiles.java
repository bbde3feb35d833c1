package io.quarkiverse.socketio.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves the browser client: the files of npm socket.io-client that the build put into the jar.
 * <p>
 * Thread: one that may block; a file is read once.
 */
public final class ClientFiles implements Handler<RoutingContext> {
    private static final String FOLDER = "META-INF/socketio-client/";
    private static final Buffer ABSENT = Buffer.buffer();

    private final boolean enabled;
    private final Map<String, Buffer> files = new ConcurrentHashMap<>();

    public ClientFiles(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public void handle(RoutingContext routing) {
        String path = routing.normalizedPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!enabled) {
            routing.response().setStatusCode(404).end("quarkus.socketio.serve-client is false\n");
            return;
        }
        Buffer file = files.computeIfAbsent(name, ClientFiles::read);
        if (file == ABSENT) {
            Buffer reason = files.computeIfAbsent("MISSING", ClientFiles::read);
            routing.response().setStatusCode(404).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end(reason == ABSENT ? Buffer.buffer("There is no client file " + name + "\n") : reason);
            return;
        }
        String etag = "\"" + Integer.toHexString(file.hashCode()) + "-" + file.length() + "\"";
        routing.response().putHeader(HttpHeaders.ETAG, etag).putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=0");
        if (etag.equals(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            routing.response().setStatusCode(304).end();
        } else {
            routing.response().putHeader(HttpHeaders.CONTENT_TYPE,
                    name.endsWith(".map") ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8")
                    .end(file);
        }
    }

    private static Buffer read(String name) {
        try (@Nullable
        InputStream in = ClientFiles.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            return in == null ? ABSENT : Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            return Buffer.buffer(("// " + name + " cannot be read: " + e).getBytes(StandardCharsets.UTF_8));
        }
    }
}
