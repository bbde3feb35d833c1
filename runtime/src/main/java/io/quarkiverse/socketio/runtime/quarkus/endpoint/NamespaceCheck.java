package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.quarkus.context.DuplicatedContext;
import io.quarkiverse.socketio.runtime.quarkus.security.SecurityFailures;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.MethodDescription;
import io.quarkus.security.spi.runtime.SecurityCheck;

/**
 * The security annotation of an endpoint's class, checked when a client connects to its namespace; recorded at build time.
 */
public record NamespaceCheck(EndpointNamespace namespace, SecurityCheck check) {

    Middleware toMiddleware(SocketSecurity security) {
        return new Middleware() {
            @Override
            public ExecutionMode mode() {
                return ExecutionMode.EVENT_LOOP;
            }

            @Override
            public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
                if (!security.isEnabled()) {
                    answer.accept(null);
                    return;
                }
                SecurityIdentity identity = SocketSecurity.identityOf(call);
                DuplicatedContext.run(() -> check.nonBlockingApply(identity, (MethodDescription) null, null).subscribe()
                        .with(passed -> answer.accept(null),
                                failure -> answer.accept(SecurityFailures.toConnectError(failure))));
            }
        };
    }
}
