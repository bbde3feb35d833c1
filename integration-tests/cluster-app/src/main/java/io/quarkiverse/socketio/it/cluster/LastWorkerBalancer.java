package io.quarkiverse.socketio.it.cluster;

import java.util.List;

import io.quarkiverse.socketio.spi.LoadBalancer;

/** A load balancer that chooses the last worker for every connection. */
public class LastWorkerBalancer implements LoadBalancer {
    @Override
    public Candidate choose(List<? extends Candidate> ready, String client) {
        return ready.get(ready.size() - 1);
    }
}
