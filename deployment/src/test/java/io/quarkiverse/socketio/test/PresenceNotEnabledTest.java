package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.PresenceEvent;
import io.quarkus.test.QuarkusUnitTest;

/** Tests that the build fails where presence is used and not enabled. */
class PresenceNotEnabledTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Greeter.class, Lister.class, Watcher.class))
            .assertException(failure -> assertThat(failure).hasStackTraceContaining(
                    "Presence is used but not enabled: set quarkus.socketio.presence.enabled=true. It is used by ")
                    .hasStackTraceContaining("PresenceNotEnabledTest$Greeter#presence")
                    .hasStackTraceContaining("PresenceNotEnabledTest$Lister#presence")
                    .hasStackTraceContaining("PresenceNotEnabledTest$Watcher"));

    @Test
    void theBuildFails() {
        fail("the application must not start");
    }

    @ApplicationScoped
    static class Greeter {
        @Inject
        Presence presence;
    }

    @ApplicationScoped
    static class Lister {
        @Inject
        Instance<Presence> presence;
    }

    @ApplicationScoped
    static class Watcher {
        void left(@Observes PresenceEvent.UserLeft event) {
        }
    }
}
