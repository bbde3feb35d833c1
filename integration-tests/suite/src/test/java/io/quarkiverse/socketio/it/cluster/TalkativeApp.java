package io.quarkiverse.socketio.it.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

/** Part of the applications that the tests build: prints and logs when it starts. */
@ApplicationScoped
public class TalkativeApp {

    void start(@Observes StartupEvent event) {
        System.out.println("not json");
        System.err.println("not json");
        Logger.getLogger(TalkativeApp.class).error("it failed", new IllegalStateException("for a test"));
    }
}
