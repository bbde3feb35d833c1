package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.List;
import java.util.function.Supplier;

import io.quarkus.runtime.annotations.Recorder;

/** Passes the endpoints that the build found to the running application. */
@Recorder
public class EndpointRecorder {

    public Supplier<Endpoints> endpoints(List<EndpointNamespace> namespaces, List<NamespaceCheck> checks,
            List<Endpoint> all, boolean usesSocketScope) {
        Endpoints endpoints = new Endpoints(namespaces, checks, all, usesSocketScope);
        return () -> endpoints;
    }
}
