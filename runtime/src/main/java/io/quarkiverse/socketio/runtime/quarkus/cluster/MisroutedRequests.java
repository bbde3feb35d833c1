package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Requests for sessions of another host, or of a worker that is gone. Each is answered by one worker, which counts it here: the
 * primary hands a connection whose owner it does not have to any worker, and a worker passes on what another one owns. A
 * session that was this worker's own and is over does not count, nor does an id that has not the form of one.
 * <p>
 * Thread: any.
 */
@Singleton
public class MisroutedRequests {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    /** As the cookie of a worker's handshake has it: host, worker, session. */
    private static final Pattern COOKIE = Pattern.compile("([A-Za-z0-9_-]{1,63})\\.\\d{1,4}\\.([A-Za-z0-9_-]{20})");

    static final int MOST_OWNERS = 10;

    private final Self self;
    private final IntFunction<CompletionStage<String>> ownerName;
    private final LongSupplier clock;
    private final LongAdder count = new LongAdder();
    /** Whoever makes up session ids makes up their owners too. */
    private final LogLimiter log = new LogLimiter(MOST_OWNERS, Duration.ofMinutes(1));

    /**
     * What tells the requests of this worker from those of others.
     *
     * @param host the name of this host in cookies
     */
    record Self(int incarnation, String host, String cookieName) {
    }

    @Inject
    MisroutedRequests(SocketIOConfig config, ClusterMembership membership) {
        this(new Self(membership.incarnation(), HostName.of(config.cookie().host()), config.cookie().name()),
                incarnation -> membership.worker().orElseThrow().order(LinkQuestions.OWNER + " " + incarnation),
                System::nanoTime);
    }

    /**
     * @param ownerName asks the primary what it knows of the worker of another incarnation, in words
     * @param clock in nanoseconds
     */
    MisroutedRequests(Self self, IntFunction<CompletionStage<String>> ownerName, LongSupplier clock) {
        this.self = self;
        this.ownerName = ownerName;
        this.clock = clock;
    }

    /** How many there were. */
    public long count() {
        return count.sum();
    }

    /** Counts from now on, if this process is a worker. */
    public void listenTo(Engine engine) {
        if (self.incarnation() > 0) {
            engine.onConnectionError(this::onRefused);
        }
    }

    void onRefused(ConnectionError error) {
        String sid = error.request().query().get("sid");
        int owner = sid == null || error.code() != EngineError.SESSION_ID_UNKNOWN.code() ? -1 : SessionId.incarnationOf(sid);
        if (owner < 0) {
            return;
        }
        String host = hostOf(error.request(), sid);
        if (!host.equals(self.host())) {
            count.increment();
            toldByCookie(host);
        } else if (owner != self.incarnation()) {
            count.increment();
            toldByIncarnation(owner);
        }
    }

    /** That of the cookie which came with the session; ours if there is none. */
    private String hostOf(HandshakeRequest request, String sid) {
        for (String field : request.headers().getOrDefault("cookie", List.of())) {
            for (String cookie : field.split(";")) {
                String[] parts = cookie.strip().split("=", 2);
                Matcher value = COOKIE.matcher(parts.length > 1 ? parts[1] : "");
                if (parts[0].equals(self.cookieName()) && value.matches() && value.group(2).equals(sid)) {
                    return value.group(1);
                }
            }
        }
        return self.host();
    }

    private void toldByCookie(String host) {
        long before = log.admit(clock.getAsLong(), "host " + host);
        if (before >= 0) {
            LOG.warnf("A request names a session of host %s and came to this one, %s: the load balancer does not"
                    + " send its clients where their sessions are%s", host, self.host(), LogLimiter.more(before));
        }
    }

    private void toldByIncarnation(int incarnation) {
        long before = log.admit(clock.getAsLong(), "incarnation " + incarnation);
        if (before >= 0) {
            ownerName.apply(incarnation).whenComplete((name, failure) -> LOG.infof("A request names a session of %s%s",
                    failure == null ? name : "a worker that the primary does not tell of", LogLimiter.more(before)));
        }
    }
}
