package io.quarkiverse.socketio.runtime.quarkus.security;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.http.EngineHooks;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.quarkus.context.DuplicatedContext;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.quarkiverse.socketio.runtime.socketio.handshake.Authenticator;
import io.quarkiverse.socketio.runtime.socketio.handshake.Identity;
import io.quarkiverse.socketio.spi.HandshakeAuthenticator;
import io.quarkus.arc.All;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.security.spi.runtime.AuthorizationController;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * Authenticates clients by Quarkus' security, provides their identity to handlers, and disconnects them when it expires. A bean
 * only in applications with a security extension.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
public class SocketSecurity implements Authenticator {
    private static final Logger LOG = Logger.getLogger(SocketSecurity.class);
    /** The attribute that Quarkus' extensions set, in seconds since 1970; websockets-next uses it as well. */
    private static final String EXPIRE_TIME = "quarkus.identity.expire-time";

    /**
     * The user of an {@code EngineRequest}.
     *
     * @param identity authenticated at the first subscription, once
     * @param request the request to which tokens of CONNECT packets are added; {@code null} unless that is configured
     */
    private record Caller(Uni<SecurityIdentity> identity, @Nullable RoutingContext request) {
    }

    private final Vertx vertx;
    private final IdentityProviderManager identities;
    private final CurrentIdentityAssociation current;
    private final List<HandshakeAuthenticator> authenticators;
    private final Instance<HttpAuthenticator> http;
    private final Instance<AuthorizationController> authorization;
    private final Optional<String> tokenField;
    private final LogLimiter failures = new LogLimiter();

    SocketSecurity(Vertx vertx, IdentityProviderManager identities, CurrentIdentityAssociation current,
            @All List<HandshakeAuthenticator> authenticators, Instance<HttpAuthenticator> http,
            Instance<AuthorizationController> authorization, SocketIOConfig config) { // wall: what CDI injects
        this.vertx = vertx;
        this.identities = identities;
        this.current = current;
        this.authenticators = authenticators;
        this.http = http;
        this.authorization = authorization;
        this.tokenField = config.authTokenField();
    }

    /** Registers with the server, before any client connects. */
    public void register(ServerImpl server, EngineHooks hooks) {
        hooks.identifyBy(this::caller);
        server.bind(this);
        server.inEachNamespace((name, handlers) -> handlers.on(When.CONNECT, new IdentityExpiry()));
    }

    private Object caller(RoutingContext handshake) {
        return new Caller(QuarkusHttpUser.getSecurityIdentity(handshake, identities),
                tokenField.isPresent() ? handshake : null);
    }

    @Override
    public void authenticate(Handshake handshake, @Nullable Object user,
            BiConsumer<@Nullable Identity, @Nullable Throwable> answer) {
        Uni<SecurityIdentity> found = Uni.createFrom().deferred(() -> find(handshake, (Caller) user));
        DuplicatedContext.run(() -> found.subscribe().with(identity -> answer.accept(toIdentity(identity), null),
                failure -> answer.accept(null, toConnectError(handshake, failure))));
    }

    private Uni<SecurityIdentity> find(Handshake handshake, @Nullable Caller caller) {
        Uni<@Nullable SecurityIdentity> found = Uni.createFrom().nullItem();
        for (HandshakeAuthenticator authenticator : authenticators) {
            found = found.onItem().ifNull().switchTo(() -> authenticator.authenticate(handshake, identities));
        }
        if (caller != null && caller.request != null) {
            found = found.onItem().ifNull().switchTo(() -> byToken(handshake, caller.request));
        }
        return found.onItem().ifNull().switchTo(() -> caller == null
                ? identities.authenticate(AnonymousAuthenticationRequest.INSTANCE)
                : caller.identity).invoke(SocketSecurity::checkExpiry);
    }

    private Uni<@Nullable SecurityIdentity> byToken(Handshake handshake, RoutingContext request) {
        Map<?, ?> auth = handshake.auth(Map.class);
        Object token = auth == null ? null : auth.get(tokenField.orElseThrow());
        if (token == null || token.equals("")) {
            return Uni.createFrom().nullItem();
        }
        return http.get().attemptAuthentication(new BearerContext(request, String.valueOf(token)))
                .onItem().ifNull().failWith(() -> new AuthenticationFailedException("No mechanism reads the bearer token"));
    }

    private static void checkExpiry(SecurityIdentity identity) {
        Duration left = timeLeft(identity);
        if (left != null && (left.isNegative() || left.isZero())) {
            throw new AuthenticationFailedException("The identity has expired");
        }
    }

    /** Returns the time until the identity expires, or {@code null} if it does not expire. */
    private static @Nullable Duration timeLeft(SecurityIdentity identity) {
        return identity.getAttribute(EXPIRE_TIME) instanceof Long seconds
                ? Duration.between(Instant.now(), Instant.ofEpochSecond(seconds))
                : null;
    }

    private static Identity toIdentity(SecurityIdentity identity) {
        return new Identity(identity.isAnonymous() ? null : identity.getPrincipal(), identity);
    }

    /** Logs failures that are not the client's fault; the client gets the same message for all. */
    private Throwable toConnectError(Handshake handshake, Throwable failure) {
        if (!SecurityFailures.isBySecurity(failure)) {
            failures.logf(LOG, Logger.Level.WARN, null,
                    "A client at %s was refused because its identity could not be determined: %s", handshake.address(),
                    failure);
        }
        return new ConnectErrorException(SecurityFailures.UNAUTHORIZED);
    }

    /** Returns the identity of a call's socket. */
    public static SecurityIdentity identityOf(Invocation call) {
        Identity identity = call.identity();
        if (identity == null) {
            throw new IllegalStateException("[BUG] a socket without an identity");
        }
        return (SecurityIdentity) identity.source();
    }

    /** Returns whether authorization is enabled; tests can disable it. */
    public boolean isEnabled() {
        return !authorization.isResolvable() || authorization.get().isAuthorizationEnabled();
    }

    /** Sets the identity of the current CDI request to that of the socket. */
    public void setCurrentIdentity(Object call) {
        if (call instanceof Invocation invocation) { // a broadcast has no identity
            current.setIdentity(identityOf(invocation));
        }
    }

    /** Watches the identity of each socket that connects. */
    private final class IdentityExpiry implements EventHandler {
        @Override
        public ExecutionMode mode() {
            return ExecutionMode.EVENT_LOOP;
        }

        @Override
        public void handle(Invocation connection, Outcome outcome) {
            disconnectOnExpiry(connection);
            outcome.done();
        }

        @Override
        public String name() {
            return "The expiry of identities";
        }
    }

    /** Disconnects the socket when its identity expires. */
    private void disconnectOnExpiry(Invocation connection) {
        Duration left = timeLeft(identityOf(connection));
        if (left != null) {
            long timer = vertx.setTimer(Math.max(1, left.toMillis()), id -> {
                LOG.debugf("Socket %s is disconnected: its identity has expired", connection.socket().id());
                connection.socket().disconnect(false);
            });
            connection.socket().onDisconnect(reason -> vertx.cancelTimer(timer));
        }
    }
}
