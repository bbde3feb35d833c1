package io.quarkiverse.socketio.runtime.http;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Queues pipelined requests of HTTP/1: each starts when the response before it was written and the connection is writable.
 * (Vert.x would queue any number of them, and write all responses to a client that does not read.) While a request waits,
 * nothing more is read; the requests of one read, perhaps thousands, are charged to the memory budget.
 * <p>
 * Thread: the connection's event loop.
 */
public record PipelinedRequests(MemoryBudget budget) implements Handler<RoutingContext> {
    private static final String HANDLER_OF_VERTX = "handler";
    private static final String NAME = "socketio-pipelined-requests";
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OBJECT_OVERHEAD = 512;
    private static final int FIELD_OVERHEAD = 64;

    /** Installs the queue in the request's connection, if it is not there yet. */
    @Override
    public void handle(RoutingContext routing) {
        if (routing.request().version() != HttpVersion.HTTP_2) {
            ConnectionBase connection = (ConnectionBase) routing.request().connection();
            ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
            boolean open = pipeline.get(HANDLER_OF_VERTX) != null; // in dev mode, requests wait while the application reloads
            if (open && pipeline.get(NAME) == null) {
                pipeline.addBefore(HANDLER_OF_VERTX, NAME, new Gate(connection));
            }
        }
        routing.next();
    }

    /** The queue of one connection; installed while its first request is being served. */
    private final class Gate extends ChannelDuplexHandler {
        /** Requests, each followed by the parts of its body received so far. */
        private final Queue<Object> waiting = new ArrayDeque<>(2);
        private final ConnectionBase connection;
        private final MemoryBudget.Account account;
        private boolean serving = true;
        private boolean closed;

        Gate(ConnectionBase connection) {
            this.connection = connection;
            this.account = budget.open(() -> connection.channel().eventLoop().execute(this::cut));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (closed) {
                ReferenceCountUtil.release(message);
            } else if (!waiting.isEmpty() || message instanceof HttpRequest && !mayStart(context)) {
                enqueue(message);
            } else {
                serving |= message instanceof HttpRequest;
                context.fireChannelRead(message);
            }
        }

        private boolean mayStart(ChannelHandlerContext context) {
            return !serving && context.channel().isWritable();
        }

        private void enqueue(Object message) {
            waiting.add(message);
            account.add(sizeOf(message));
            connection.doPause();
        }

        private void cut() {
            drop();
            connection.channel().unsafe().close(connection.channel().voidPromise());
        }

        private void drop() {
            closed = true;
            waiting.forEach(ReferenceCountUtil::release);
            waiting.clear();
            account.close();
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.write(message, promise);
            if (message instanceof HttpResponse response && response.status().code() == SWITCHING_PROTOCOLS) {
                context.pipeline().remove(this);
            } else if (message instanceof LastHttpContent && !isInformational(message)) {
                serving = false;
                if (!waiting.isEmpty()) {
                    // and after Vert.x has finished this one
                    Scheduler.afterIo(context.executor(), () -> startNext(context));
                }
            }
        }

        /** Returns whether it is not the final response, for example {@code 100 Continue}. */
        private static boolean isInformational(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            startNext(context);
        }

        /** Passes on the next request and the received parts of its body; the rest follows when it is received. */
        private void startNext(ChannelHandlerContext context) {
            if (waiting.isEmpty() || closed || !mayStart(context)) {
                return;
            }
            serving = true;
            do {
                Object message = waiting.remove();
                account.remove(sizeOf(message));
                context.fireChannelRead(message);
            } while (!(waiting.peek() instanceof HttpRequest) && !waiting.isEmpty());
            context.fireChannelReadComplete();
            if (waiting.isEmpty() && !closed) {
                connection.doResume(); // Vert.x pauses again if it is not ready
            }
        }

        /** Drops the queue, as the connection has switched to another protocol. */
        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            boolean paused = !waiting.isEmpty();
            drop();
            if (paused) {
                connection.doResume();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            drop();
            context.fireChannelInactive();
        }

        private static long sizeOf(Object message) {
            long size = OBJECT_OVERHEAD;
            if (message instanceof HttpRequest request) {
                size += request.uri().length();
                for (Map.Entry<String, String> field : request.headers()) {
                    size += FIELD_OVERHEAD + field.getKey().length() + field.getValue().length();
                }
            } else if (message instanceof ByteBufHolder content) {
                size += content.content().readableBytes();
            }
            return size;
        }
    }
}
