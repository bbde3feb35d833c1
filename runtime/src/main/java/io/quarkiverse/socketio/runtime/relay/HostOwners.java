package io.quarkiverse.socketio.runtime.relay;

import java.time.Duration;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.link.Affinity.Remote;
import io.quarkiverse.socketio.runtime.http.PausedRequest;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.relay.RelayOutcome.NotRelayedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * The owners on other hosts. A request that cannot be relayed goes on to this host's application, which does not know its
 * session: it responds with 400 and the code 1, by all rules that apply to its responses.
 * <p>
 * Thread: the event loop of the client's connection.
 */
public record HostOwners(OtherHosts hosts, HostClient client, RelayStats stats) {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter FAILURES = new LogLimiter(5, Duration.ofMinutes(1));

    /** @param session its id, for debug lines */
    Owner of(Remote remote, String session) {
        return new RemoteWorker(remote, session);
    }

    private final class RemoteWorker implements Owner {
        private final Remote remote;
        private final String session;

        RemoteWorker(Remote remote, String session) {
            this.remote = remote;
            this.session = session;
        }

        @Override
        public Future<HttpClientRequest> open(HttpServerRequest request) {
            Context context = Vertx.currentContext();
            return Future.fromCompletionStage(hosts.find(remote.host()), context).compose(address -> client
                    .open(request, address, remote).onFailure(failure -> failed(address, failure)))
                    .onSuccess(opened -> stats.count(RelayOutcome.RELAYED));
        }

        private void failed(HostAddress address, Throwable failure) {
            hosts.forget(remote.host(), address);
            long before = FAILURES.admit(System.nanoTime(), address);
            if (before >= 0) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                LOG.warnf("A request could not be relayed to the host at %s: %s%s", address, RelayOutcome.textOf(cause),
                        LogLimiter.suffix(before));
            }
        }

        @Override
        public boolean keeps(HttpConnection connection) {
            return HostClient.isKept(connection);
        }

        @Override
        public void refuse(RoutingContext context, Throwable why) {
            RelayOutcome outcome = why instanceof NotRelayedException known ? known.outcome() : RelayOutcome.UNREACHABLE;
            stats.count(outcome);
            DebugLog.CLUSTER.debugf("%s: a request of %s is not relayed, %s", session,
                    context.request().connection().remoteAddress(), outcome);
            if (!context.response().closed()) {
                PausedRequest.resume(context.request());
                context.next();
            }
        }
    }
}
