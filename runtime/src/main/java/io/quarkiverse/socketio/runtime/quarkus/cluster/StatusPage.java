package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The status page of the cluster: three files that contain nothing about the cluster, and the cookie with which the page is
 * allowed to read the state. The page sends the code of its link in a header field and gets the cookie, so neither is in a URL
 * that servers or proxies log. The code is in the fragment of the link, which browsers do not send.
 * <p>
 * Thread: the request's event loop.
 *
 * @param path of the state of the cluster, to which the cookie is limited
 */
record StatusPage(String path) {
    /** The header field of a code. */
    static final String CODE = "Cluster-Code";
    /** Below the path, where a code is exchanged. */
    static final String SESSION = "session";

    private static final String COOKIE = "socketio-cluster-";
    private static final int MAX_COOKIE = 200;
    private static final long COOKIE_SECONDS = 12 * 60 * 60;
    private static final Map<String, File> FILES = Map.of("status", File.read("status.html", "text/html; charset=utf-8"),
            "status.css", File.read("status.css", "text/css; charset=utf-8"),
            "status.js", File.read("status.js", "text/javascript; charset=utf-8"));
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record File(byte[] content, String contentType) {
        static File read(String resource, String contentType) {
            try (InputStream in = StatusPage.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("[BUG] " + resource + " is missing");
                }
                return new File(in.readAllBytes(), contentType);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Responds to a request for one of the files; returns whether it was one. */
    boolean serve(String name, HttpServerRequest request) {
        File file = FILES.get(name);
        if (file == null) {
            return false;
        }
        HttpServerResponse response = request.response();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.setStatusCode(HttpResponseStatus.METHOD_NOT_ALLOWED.code()).putHeader(HttpHeaders.ALLOW, "GET, HEAD")
                    .end();
            return true;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.contentType()).putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff").putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").end(Buffer.buffer(file.content()));
        return true;
    }

    /** Returns what a page of this class is authorized by, in the form of the primary; {@code null} if nothing does. */
    @Nullable
    String authorization(HttpServerRequest request) {
        String code = request.getHeader(CODE);
        Cookie cookie = request.getCookie(cookieName(request));
        return code != null ? "Code " + code
                : cookie != null && cookie.getValue().length() <= MAX_COOKIE ? "Session " + cookie.getValue() : null;
    }

    /** Turns the session that the primary has made into a cookie, which no script can read and no other site causes to be sent. */
    QueryReply.Page toCookie(Query.Page request, QueryReply.Page reply, HttpServerRequest from) {
        if (!request.target().equals(path + "/" + SESSION) || reply.status() != HttpResponseStatus.CREATED.code()) {
            return reply;
        }
        from.response().addCookie(Cookie.cookie(cookieName(from), reply.body().strip()).setPath(path).setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT).setSecure(from.isSSL()).setMaxAge(COOKIE_SECONDS));
        return new QueryReply.Page(reply.status(), reply.contentType(), "");
    }

    /** Browsers send the cookies of one port of a host to all its ports, on which other clusters may be. */
    private static String cookieName(HttpServerRequest request) {
        int port = request.authority() == null ? -1 : request.authority().port();
        return COOKIE + (port > 0 ? port : request.isSSL() ? 443 : 80);
    }
}
