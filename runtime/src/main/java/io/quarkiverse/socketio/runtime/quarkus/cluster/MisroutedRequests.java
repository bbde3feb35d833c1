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

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Counts and logs requests that name a session of another host, or of a worker that does not run any more. The primary hands
 * such a connection to any worker, which refuses the request and counts it here. Closed sessions of this worker do not count,
 * nor do malformed session ids.
 * <p>
 * Thread: any.
 */
@Singleton
public class MisroutedRequests {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    /** The value of a worker's affinity cookie: host, worker id, session id. */
    private static final Pattern COOKIE = Pattern.compile("([A-Za-z0-9_-]{1,63})\\.\\d{1,4}\\.([A-Za-z0-9_-]{20})");

    /** Lines per minute; bounded, as clients can make up session ids of any owner. */
    static final int MAX_LOGGED_OWNERS = 10;

    private final Self self;
    private final IntFunction<CompletionStage<String>> ownerName;
    private final LongSupplier clock;
    private final LongAdder count = new LongAdder();
    private final LogLimiter log = new LogLimiter(MAX_LOGGED_OWNERS, Duration.ofMinutes(1));

    /**
     * Identifies this worker.
     *
     * @param worker its id
     * @param incarnation 0 in a single process
     * @param host the name of this host in cookies
     * @param tag of this host in session ids; empty if hosts do not relay requests
     */
    record Self(int worker, int incarnation, String host, String cookieName, String tag) {
    }

    @Inject
    MisroutedRequests(SocketIOConfig config, ClusterMembership membership, HostRelay relay) {
        this(new Self(membership.worker().map(WorkerAgent::seat).orElse(0), membership.incarnation(),
                HostName.of(config.cookie().host()), config.cookie().name(), relay.tag()),
                incarnation -> membership.worker().orElseThrow().ask(new Query.Owner(incarnation))
                        .thenApply(QueryReply.Text::text),
                System::nanoTime);
    }

    /**
     * @param ownerName asks the primary for the name of the worker of an incarnation
     * @param clock in nanoseconds
     */
    MisroutedRequests(Self self, IntFunction<CompletionStage<String>> ownerName, LongSupplier clock) {
        this.self = self;
        this.ownerName = ownerName;
        this.clock = clock;
    }

    /** Returns the number of misrouted requests so far. */
    public long count() {
        return count.sum();
    }

    /** Starts to count, if this process is a worker, or hosts relay requests. */
    public void listenTo(Engine engine) {
        if (self.incarnation() > 0 || !self.tag().isEmpty()) {
            engine.onConnectionError(this::onRefused);
        }
    }

    void onRefused(ConnectionError error) {
        String sid = error.request().query().get("sid");
        if (sid == null || error.code() != EngineError.SESSION_ID_UNKNOWN.code()) {
            return;
        }
        int owner = SessionId.incarnationOf(sid);
        if (owner < 0) {
            return;
        }
        if (!self.tag().isEmpty() && !SessionId.tagOf(sid).equals(self.tag())) {
            count.increment();
            logNotRelayed(SessionId.tagOf(sid));
        } else if (self.incarnation() > 0) {
            onRefused(error, sid, owner);
        }
    }

    private void onRefused(ConnectionError error, String sid, int owner) {
        if (owner != self.incarnation() && DebugLog.CLUSTER.isDebugEnabled()) {
            DebugLog.CLUSTER.debugf("%s: worker %d refuses a request, the session is of a worker that is not there", sid,
                    self.worker());
        }
        String host = hostOf(error.request(), sid);
        if (!host.equals(self.host())) {
            count.increment();
            logOtherHost(host);
        } else if (owner != self.incarnation()) {
            count.increment();
            logOtherWorker(owner);
        }
    }

    /** Returns the host in the cookie of that session; this host without such a cookie. */
    private String hostOf(HandshakeRequest request, String sid) {
        for (String field : request.headers().getOrDefault("cookie", List.of())) {
            for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(field)) {
                Matcher value = COOKIE.matcher(cookie.value());
                if (cookie.name().equals(self.cookieName()) && value.matches() && value.group(2).equals(sid)) {
                    return value.group(1);
                }
            }
        }
        return self.host();
    }

    private void logOtherHost(String host) {
        long suppressed = log.admit(clock.getAsLong(), "host " + host);
        if (suppressed >= 0) {
            LOG.warnf("A request names a session of host %s and came to this one, %s: the load balancer does not"
                    + " send its clients where their sessions are%s", host, self.host(), LogLimiter.suffix(suppressed));
        }
    }

    private void logNotRelayed(String tag) {
        long suppressed = log.admit(clock.getAsLong(), "tag " + tag);
        if (suppressed >= 0) {
            LOG.infof("A request names a session of another host, %s, and was not relayed: that host is gone, cannot be"
                    + " reached or is not in quarkus.socketio.relay.hosts, or the session id is made up%s", DebugLog.name(tag),
                    LogLimiter.suffix(suppressed));
        }
    }

    private void logOtherWorker(int incarnation) {
        long suppressed = log.admit(clock.getAsLong(), "incarnation " + incarnation);
        if (suppressed >= 0) {
            ownerName.apply(incarnation).whenComplete((name, failure) -> LOG.infof("A request names a session of %s%s",
                    failure == null ? name : "an unknown worker", LogLimiter.suffix(suppressed)));
        }
    }
}
