package io.quarkiverse.socketio.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The route of the browser client: serves the files of npm socket.io-client that the build put into the jar.
 * <p>
 * Thread: any that may block; a file is read and compressed once.
 */
public final class ClientFiles implements Handler<RoutingContext> {
    private static final Logger LOG = Logger.getLogger(ClientFiles.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final String FOLDER = "META-INF/socketio-client/";

    private final boolean enabled;
    private final OriginPolicy origins;
    private final Map<String, ClientFile> files = new ConcurrentHashMap<>();

    public ClientFiles(boolean enabled, OriginPolicy origins) {
        this.enabled = enabled;
        this.origins = origins;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (origins.answerCors(request)) {
            return;
        }
        HttpServerResponse response = request.response();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.setStatusCode(405).putHeader(HttpHeaders.ALLOW, "GET, HEAD").end();
            return;
        }
        String path = routing.normalizedPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        ClientFile file = enabled ? find(name) : null;
        if (file == null) {
            ClientFile reason = enabled ? find("MISSING") : null;
            Buffer text = reason == null ? Buffer.buffer(enabled ? "There is no client file " + name + "\n"
                    : "quarkus.socketio.serve-client is false\n") : reason.content(null);
            response.setStatusCode(404).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
            sendBody(request, text);
        } else {
            send(routing, name, file);
        }
    }

    private static void send(RoutingContext routing, String name, ClientFile file) {
        HttpServerRequest request = routing.request();
        ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=0");
        OriginPolicy.vary(response.headers(), "Accept-Encoding");
        if (routing.etag(file.etag(coding)).isFresh()) {
            response.setStatusCode(304).end();
            return;
        }
        if (coding != null) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE,
                name.endsWith(".map") ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8");
        sendBody(request, file.content(coding));
    }

    private static void sendBody(HttpServerRequest request, Buffer body) {
        request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response().end();
        } else {
            request.response().end(body);
        }
    }

    private @Nullable ClientFile find(String name) {
        return files.computeIfAbsent(name, ClientFiles::read);
    }

    /** Only names that have a route are passed, so the map of files is bounded. */
    private static @Nullable ClientFile read(String name) {
        try (@Nullable
        InputStream in = ClientFiles.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            return in == null ? null : new ClientFile(in.readAllBytes());
        } catch (IOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "The client file %s cannot be read: %s", name, e);
            return null;
        }
    }
}
