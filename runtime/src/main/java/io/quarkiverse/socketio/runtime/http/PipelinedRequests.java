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
import io.vertx.core.Handler;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Holds back the requests that a client of HTTP/1 sends before it has the answers to those before: each begins when the answer
 * before it was written and the connection takes more. Vert.x would keep any number of them, and write all answers to a client
 * that does not read. While one waits, no more is read; those of one read, perhaps thousands, are charged to the budget.
 * <p>
 * Thread: the connection's event loop.
 */
public final class PipelinedRequests implements Handler<RoutingContext> {
    private static final String HANDLER_OF_VERTX = "handler";
    private static final String NAME = "socketio-pipelined-requests";
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OBJECT_OVERHEAD = 512;
    private static final int FIELD_OVERHEAD = 64;

    private final MemoryBudget budget;

    public PipelinedRequests(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Watches over the connection of a request from now on. */
    @Override
    public void handle(RoutingContext routing) {
        if (routing.request().version() != HttpVersion.HTTP_2) {
            ConnectionBase connection = (ConnectionBase) routing.request().connection();
            ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
            if (pipeline.get(NAME) == null) {
                pipeline.addBefore(HANDLER_OF_VERTX, NAME, new Gate(connection));
            }
        }
        routing.next();
    }

    /** Of one connection; made while its first request is being answered. */
    private final class Gate extends ChannelDuplexHandler {
        /** Requests, each followed by as much of its body as has come. */
        private final Queue<Object> waiting = new ArrayDeque<>(2);
        private final ConnectionBase connection;
        private final MemoryBudget.Account account;
        private boolean answering = true;
        private boolean closed;

        Gate(ConnectionBase connection) {
            this.connection = connection;
            this.account = budget.open(() -> connection.channel().eventLoop().execute(this::cut));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (closed) {
                ReferenceCountUtil.release(message);
            } else if (!waiting.isEmpty() || message instanceof HttpRequest && !mayBegin(context)) {
                keep(message);
            } else {
                answering |= message instanceof HttpRequest;
                context.fireChannelRead(message);
            }
        }

        private boolean mayBegin(ChannelHandlerContext context) {
            return !answering && context.channel().isWritable();
        }

        private void keep(Object message) {
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
                answering = false;
                if (!waiting.isEmpty()) {
                    context.executor().execute(() -> goOn(context)); // after Vert.x is done with this one
                }
            }
        }

        /** As {@code 100 Continue}: the answer follows. */
        private static boolean isInformational(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            goOn(context);
        }

        /** Gives on the next request and what has come of its body; the rest follows by itself. */
        private void goOn(ChannelHandlerContext context) {
            if (waiting.isEmpty() || closed || !mayBegin(context)) {
                return;
            }
            answering = true;
            do {
                Object message = waiting.remove();
                account.remove(sizeOf(message));
                context.fireChannelRead(message);
            } while (!(waiting.peek() instanceof HttpRequest) && !waiting.isEmpty());
            context.fireChannelReadComplete();
            if (waiting.isEmpty() && !closed) {
                connection.doResume(); // Vert.x pauses again with what comes, if it is not ready for it
            }
        }

        /** Other requests of the connection are forgotten, as it speaks another protocol now. */
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
