package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Limits the log lines of Netty and Quarkus that clients can cause, each with a stack trace: for a connection that is reset
 * early, a request that is aborted while Vert.x responds, pings of HTTP/2 whose responses are not read. Each logger writes at
 * most ten lines in ten seconds; the next one says how many were left out. Levels below {@code INFO} are not limited.
 * <p>
 * Thread: any.
 */
final class FrameworkLogs {
    /** The most lines of one logger in ten seconds. */
    static final int MAX_LINES = 10;

    private static final List<String> CAUSED_BY_CLIENTS = List.of("io.netty.channel.DefaultChannelPipeline",
            "io.netty.channel.AbstractChannelHandlerContext", "io.netty.handler.ssl.SslHandler",
            "io.netty.handler.codec.http2.Http2ControlFrameLimitEncoder",
            "io.quarkus.vertx.core.runtime.VertxCoreRecorder");

    /** Referenced here because a logger that is garbage collected loses its filter. */
    private static List<Logger> limited = List.of();

    private FrameworkLogs() {
    }

    /** Adds the limit to these loggers, after the filter that a logger has already. */
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
                line.setMessage(line.getMessage() + LogLimiter.suffix(leftOut));
            }
            return leftOut >= 0;
        }
    }
}
