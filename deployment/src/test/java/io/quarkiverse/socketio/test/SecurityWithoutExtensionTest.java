package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.annotation.security.RolesAllowed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.QuarkusUnitTest;

/** Tests that security annotations fail the build without a security extension. */
class SecurityWithoutExtensionTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Guarded.class))
            .assertException(failure -> assertThat(failure).isInstanceOf(SocketIOException.class)
                    .hasMessageContaining("SecurityWithoutExtensionTest$Guarded is @Authenticated, but there is no security")
                    .hasMessageContaining("SecurityWithoutExtensionTest$Guarded#secret is @RolesAllowed, but there is no")
                    .hasMessageContaining("SecurityWithoutExtensionTest$Guarded#who takes a SecurityIdentity, but there is")
                    .hasMessageContaining("add one, such as quarkus-oidc"));

    @Test
    void theBuildFails() {
        fail("the application must not start");
    }

    @Authenticated
    @SocketIO
    static class Guarded {
        @RolesAllowed("admin")
        @OnEvent("secret")
        void secret() {
        }

        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return "";
        }
    }
}
