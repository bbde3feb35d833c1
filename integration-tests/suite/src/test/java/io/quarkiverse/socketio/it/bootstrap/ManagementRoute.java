package io.quarkiverse.socketio.it.bootstrap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;

/** Adds a route to the management interface of an application that a test builds. */
@ApplicationScoped
public class ManagementRoute {
    void add(@Observes ManagementInterface management) {
        management.router().get("/manage").handler(context -> context.end("managed"));
    }
}
