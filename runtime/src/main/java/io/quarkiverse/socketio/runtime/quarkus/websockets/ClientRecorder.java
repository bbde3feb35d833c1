package io.quarkiverse.socketio.runtime.quarkus.websockets;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;

/**
 * Remembers the user of each connection, which the connection itself does not tell. Permits all of them: also one whose
 * credentials are refused, as its endpoint may not need any.
 * <p>
 * Thread: the event loop of the request; stateless.
 */
@Singleton
public class ClientRecorder implements HttpUpgradeCheck {

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        Uni<SecurityIdentity> identity = context.securityIdentity();
        if (identity == null) { // without an extension for security
            return permit(context, null);
        }
        return identity.onItemOrFailure().transformToUni((found, failure) -> permit(context, found));
    }

    private static Uni<CheckResult> permit(HttpUpgradeContext context, @Nullable SecurityIdentity identity) {
        String user = identity == null || identity.isAnonymous() ? null : identity.getPrincipal().getName();
        context.userData().put(UpgradedClient.KEY, new UpgradedClient(user, context.httpRequest().connection()));
        return CheckResult.permitUpgrade();
    }
}
