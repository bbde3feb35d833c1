package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Limits the lines of Netty and Quarkus that clients can cause, with a stack trace each: a connection that is reset before
 * anybody handles its failures, a request that is aborted while Vert.x answers it, pings of HTTP/2 whose answers are not read.
 * A logger writes ten of them in ten seconds; the next one says how many were left out. What the logger writes below
 * {@code INFO} is not touched.
 * <p>
 * Thread: any.
 */
final class FrameworkLogs {
    /** Lines of one logger in ten seconds. */
    static final int MAX_LINES = 10;

    private static final List<String> CAUSED_BY_CLIENTS = List.of("io.netty.channel.DefaultChannelPipeline",
            "io.netty.channel.AbstractChannelHandlerContext", "io.netty.handler.ssl.SslHandler",
            "io.netty.handler.codec.http2.Http2ControlFrameLimitEncoder",
            "io.quarkus.vertx.core.runtime.VertxCoreRecorder");

    /** Held here because a logger that nobody holds may lose its filter. */
    private static List<Logger> limited = List.of();

    private FrameworkLogs() {
    }

    /** Puts a limit on these loggers, behind the filter that a logger has. */
    static synchronized void limit() {
        limited = CAUSED_BY_CLIENTS.stream().map(Logger::getLogger).toList();
        limited.forEach(FrameworkLogs::limit);
    }

    static void limit(Logger logger) {
        if (!(logger.getFilter() instanceof Limit)) {
            logger.setFilter(new Limit(logger.getFilter(), new LogLimiter(MAX_LINES)));
        }
    }

    private record Limit(@Nullable Filter first, LogLimiter limiter) implements Filter {
        @Override
        public boolean isLoggable(LogRecord line) {
            if (first != null && !first.isLoggable(line)) {
                return false;
            }
            if (line.getLevel().intValue() < Level.INFO.intValue()) {
                return true;
            }
            long leftOut = limiter.admit(System.nanoTime(), null);
            if (leftOut > 0) {
                line.setMessage(line.getMessage() + LogLimiter.more(leftOut));
            }
            return leftOut >= 0;
        }
    }
}
