package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.packet.EncodedPayload;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.PollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * A long-polling request and its response over Vert.x.
 * <p>
 * Thread: created on the request's context; the methods are called on the session's loop and switch to that context, which may
 * be of another thread.
 */
final class VertxPollExchange implements PollExchange {
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=UTF-8");
    private static final CharSequence OCTET_STREAM = HttpHeaders.createOptimized("application/octet-stream");
    private static final CharSequence HTML = HttpHeaders.createOptimized("text/html");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final byte[] OK = { 'o', 'k' };

    /** Larger bodies are compressed on a worker thread, as that takes milliseconds. */
    private static final int MAX_COMPRESSED_ON_LOOP = 64 * 1024;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONTENT_TOO_LARGE = 413;
    /** RFC 9113, section 7. */
    private static final long NO_ERROR = 0;
    private static final long ENHANCE_YOUR_CALM = 0xb;
    private static final int FIRST_CAPACITY = 256;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Context context;
    private final EventLoop loop;
    private final TransportLimits limits;
    private final ResponseDecorator decorator;
    private final VertxHandshakeRequest view;
    /** Charged for a handshake or the body of the request, then for the response until it was written. */
    private final MemoryBudget.Account account;
    private @Nullable String opened;
    /** Used on the session's loop, as is the next field. */
    private boolean disconnected;
    private @Nullable Runnable aborted;

    VertxPollExchange(RoutingContext routing, EventLoop loop, EngineServer server, ResponseDecorator decorator,
            VertxHandshakeRequest view) {
        this.routing = routing;
        this.limits = server.options().limits();
        this.account = server.budget().open(this::onCut);
        if (view.engineRequest().sid() == null) {
            account.add(view.engineRequest().bytes());
        }
        this.decorator = decorator;
        this.view = view;
        this.request = routing.request();
        this.context = Vertx.currentContext();
        this.loop = loop;
        request.response().closeHandler(v -> loop.execute(this::onGone));
    }

    private void onGone() {
        disconnected = true;
        account.close();
        if (aborted != null) {
            aborted.run();
        }
    }

    /** Closes the connection, or only the stream of HTTP/2, because the memory budget is exhausted. */
    private void onCut() {
        context.runOnContext(v -> {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset(ENHANCE_YOUR_CALM);
            } else {
                Channel channel = ((ConnectionBase) request.connection()).channel();
                channel.unsafe().close(channel.voidPromise()); // without TLS' handler, which would wait for the client
            }
        });
    }

    @Override
    public void onAbort(Runnable action) {
        aborted = action;
        if (disconnected) {
            action.run();
        }
    }

    @Override
    public void onOpened(String sid) {
        opened = sid;
    }

    @Override
    public @Nullable String timestamp() {
        return view.engineRequest().sid() == null ? null : view.engineRequest().query().get("t");
    }

    @Override
    public boolean isOctetStream() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/octet-stream");
    }

    @Override
    public void respond(EncodedPayload payload, boolean compressible) {
        // a copy on the heap, like all that Vert.x sends, as it may queue it
        byte[] body = ByteBufUtil.getBytes(payload.body());
        payload.body().release();
        CharSequence type = payload.octetStream() ? OCTET_STREAM : TEXT;
        ContentCoding coding = compressible ? decorator.compression().of(request, body.length) : null;
        aborted = null;
        String sid = opened;
        if (coding == null) {
            send(type, body, null, sid);
        } else if (body.length < MAX_COMPRESSED_ON_LOOP) {
            send(type, coding.encode(body), coding, sid);
        } else {
            account.add(body.length);
            context.executeBlocking(() -> coding.encode(body), false)
                    .onComplete(done -> account.remove(body.length))
                    .onSuccess(compressed -> send(type, compressed, coding, sid))
                    .onFailure(busy -> send(type, body, null, sid));
        }
    }

    @Override
    public void acknowledge() {
        aborted = null;
        account.remove(account.held()); // the body was delivered
        send(HTML, OK, null, opened);
    }

    @Override
    public void refuse(EngineError error) {
        aborted = null;
        account.close();
        context.runOnContext(v -> {
            ErrorResponse.send(request, error);
            PausedRequest.resume(request);
        });
    }

    @Override
    public void refuseTooLarge() {
        refuseAndClose(CONTENT_TOO_LARGE);
    }

    /** Responds and closes the connection, or only the stream of HTTP/2, whose connection other sessions may share. */
    private void refuseAndClose(int status) {
        account.close();
        context.runOnContext(v -> {
            HttpServerResponse response = request.response();
            if (response.ended() || response.closed()) {
                return;
            }
            response.setStatusCode(status);
            if (request.version() == HttpVersion.HTTP_2) {
                // RFC 9113, section 8.1: the client need not send the rest
                response.end().onComplete(sent -> response.reset(NO_ERROR));
            } else {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end()
                        .onComplete(sent -> LingeringClose.start(request, context.owner()));
            }
        });
    }

    private void send(CharSequence contentType, byte[] body, @Nullable ContentCoding coding, @Nullable String sid) {
        account.add(body.length);
        context.runOnContext(v -> {
            HttpServerResponse response = request.response();
            if (!response.ended() && !response.closed()) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
                if (coding != null) {
                    response.putHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
                }
                decorator.onPolling(view, response, sid);
                response.end(Buffer.buffer(body)).onComplete(taken -> account.close());
            } else {
                account.close();
            }
        });
    }

    @Override
    public void receive(BodyReceiver receiver) {
        if (contentLength() > limits.maxPayload()) {
            receiver.onTooLarge();
            return;
        }
        Body body = new Body(limits.maxPayload(), receiver);
        body.deadline = loop.schedule(limits.messageTime(), body::tooSlow);
        aborted = body::abort;
        if (disconnected) {
            body.abort();
            return;
        }
        context.runOnContext(v -> {
            if (request.isEnded()) { // a body handler of the application has read it
                Buffer whole = routing.body() == null ? null : routing.body().buffer();
                body.add(whole == null ? Buffer.buffer() : whole);
                body.end();
            } else {
                request.handler(body::add).endHandler(end -> body.end()).resume();
            }
        });
    }

    /** Returns the value of {@code Content-Length}, which the HTTP decoder has checked, or 0 without it. */
    private long contentLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** Collects a body on the request's context, and calls the receiver once, on the session's loop. */
    private final class Body {
        private final int limit;
        private final BodyReceiver receiver;
        private final ByteBuf bytes;
        private boolean tooLarge;
        private boolean reported;
        private EventLoop.@Nullable Timer deadline;

        Body(int limit, BodyReceiver receiver) {
            this.limit = limit;
            this.receiver = receiver;
            this.bytes = Unpooled.buffer(FIRST_CAPACITY, Math.max(FIRST_CAPACITY, limit));
        }

        void add(Buffer chunk) {
            if (tooLarge) {
                return;
            }
            if (bytes.readableBytes() + (long) chunk.length() > limit) {
                tooLarge = true;
                report(receiver::onTooLarge);
            } else {
                int before = bytes.capacity();
                bytes.writeBytes(chunk.getByteBuf());
                account.add(bytes.capacity() - before);
            }
        }

        void end() {
            if (!tooLarge) {
                report(() -> receiver.onBody(bytes));
            }
        }

        private void report(Runnable outcome) {
            loop.execute(() -> {
                if (!reported) {
                    settle();
                    outcome.run();
                }
            });
        }

        private void settle() {
            reported = true;
            aborted = null;
            if (deadline != null) {
                deadline.cancel();
            }
        }

        void abort() {
            if (!reported) {
                settle();
                receiver.onAborted();
            }
        }

        void tooSlow() {
            if (!reported) {
                refuseAndClose(REQUEST_TIMEOUT);
                abort();
            }
        }
    }
}
