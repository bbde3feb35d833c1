package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.PollExchange;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * One long-polling request over Vert.x.
 * <p>
 * Thread: made on the request's own context; its methods are called on the session's loop and hop to that context, which may be
 * of
 * another thread.
 */
final class VertxPollExchange implements PollExchange {
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=UTF-8");
    private static final CharSequence HTML = HttpHeaders.createOptimized("text/html");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    /** How long a client may go on with a body that is too large. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Context context;
    private final EventLoop loop;
    /** Both on the session's loop. */
    private boolean gone;
    private @Nullable Runnable aborted;

    VertxPollExchange(RoutingContext routing, EventLoop loop) {
        this.routing = routing;
        this.request = routing.request();
        this.context = Vertx.currentContext();
        this.loop = loop;
        request.response().closeHandler(v -> loop.execute(this::onGone));
    }

    private void onGone() {
        gone = true;
        if (aborted != null) {
            aborted.run();
        }
    }

    @Override
    public void onAbort(Runnable action) {
        aborted = action;
        if (gone) {
            action.run();
        }
    }

    @Override
    public boolean isOctetStream() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/octet-stream");
    }

    @Override
    public void respond(ByteBuf payload) {
        // a copy on the heap, as Vert.x has it for all it sends: it may have to keep it beyond this call
        Buffer body = Buffer.buffer(ByteBufUtil.getBytes(payload));
        payload.release();
        answer(200, TEXT, body);
    }

    @Override
    public void acknowledge() {
        answer(200, HTML, Buffer.buffer("ok"));
    }

    @Override
    public void refuse(EngineError error) {
        aborted = null;
        context.runOnContext(v -> {
            Refusal.send(request, error);
            request.resume(); // a body that nobody wants is read all the same, or the next request would wait behind it
        });
    }

    @Override
    public void refuseTooLarge() {
        context.runOnContext(v -> {
            HttpServerResponse response = request.response();
            if (!response.ended() && !response.closed()) {
                response.setStatusCode(413).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end()
                        .onComplete(sent -> closeAfterBody());
            }
        });
    }

    /** Closed while the client still sends, the connection would be reset, and the client might not see the answer. */
    private void closeAfterBody() {
        HttpConnection connection = request.connection();
        if (request.isEnded()) {
            connection.close();
        } else {
            request.endHandler(end -> connection.close()).resume();
            context.owner().setTimer(PATIENCE_MILLIS, timer -> connection.close());
        }
    }

    private void answer(int status, CharSequence contentType, Buffer body) {
        aborted = null;
        context.runOnContext(v -> {
            HttpServerResponse response = request.response();
            if (!response.ended() && !response.closed()) {
                response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE).end(body);
            }
        });
    }

    @Override
    public void receive(int limit, BodyReceiver receiver) {
        if (contentLength() > limit) {
            receiver.onTooLarge();
            return;
        }
        Body body = new Body(limit, receiver);
        aborted = body::abort;
        if (gone) {
            body.abort();
            return;
        }
        context.runOnContext(v -> {
            if (request.isEnded()) { // a body handler of the application was faster
                Buffer whole = routing.body() == null ? null : routing.body().buffer();
                body.add(whole == null ? Buffer.buffer() : whole);
                body.end();
            } else {
                request.handler(body::add).endHandler(end -> body.end()).resume();
            }
        });
    }

    /** As the request says it, which the HTTP decoder has checked; 0 where it does not. */
    private long contentLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** Collects a body on the request's context and reports once, on the session's loop. */
    private final class Body {
        private final int limit;
        private final BodyReceiver receiver;
        private final Buffer bytes = Buffer.buffer();
        private boolean tooLarge;
        private boolean reported;

        Body(int limit, BodyReceiver receiver) {
            this.limit = limit;
            this.receiver = receiver;
        }

        void add(Buffer chunk) {
            if (tooLarge) {
                return;
            }
            if (bytes.length() + (long) chunk.length() > limit) {
                tooLarge = true;
                report(receiver::onTooLarge);
            } else {
                bytes.appendBuffer(chunk);
            }
        }

        void end() {
            if (!tooLarge) {
                byte[] whole = bytes.getBytes();
                report(() -> receiver.onBody(Unpooled.wrappedBuffer(whole)));
            }
        }

        private void report(Runnable outcome) {
            loop.execute(() -> {
                if (!reported) {
                    reported = true;
                    aborted = null;
                    outcome.run();
                }
            });
        }

        void abort() {
            if (!reported) {
                reported = true;
                receiver.onAborted();
            }
        }
    }
}
