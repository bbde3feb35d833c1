package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.RelayConfig;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.relay.RelayStats;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Whether requests are relayed between hosts, and what this host is called in the ids of its sessions then.
 * <p>
 * Thread: any.
 */
@Singleton
public class HostRelay {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private final Optional<RelaySettings> settings;
    private final String tag;
    private final RelayStats stats = new RelayStats();

    @Inject
    HostRelay(RelayConfig config, ClusterMembership membership) {
        Optional<RelaySettings> wanted = LaunchMode.current() == LaunchMode.NORMAL ? read(config) : Optional.empty();
        this.tag = wanted.isEmpty() ? "" : membership.worker().map(WorkerAgent::hostTag).orElseGet(SessionId::newTag);
        this.settings = tag.isEmpty() ? Optional.empty() : wanted;
        if (wanted.isPresent() && tag.isEmpty()) {
            LOG.warn("No requests are relayed between hosts: the primary was started without"
                    + " quarkus.socketio.relay.secret. Restart the cluster");
        }
    }

    private static Optional<RelaySettings> read(RelayConfig config) {
        try {
            return RelaySettings.of(config, System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e,
                    java.util.Set.copyOf(List.of("quarkus.socketio.relay")));
        }
    }

    /** Returns the settings; empty if requests are not relayed. */
    Optional<RelaySettings> settings() {
        return settings;
    }

    /** Returns the tag of this host in the ids of its sessions; empty if ids name no host. */
    public String tag() {
        return tag;
    }

    /** Returns whether requests are relayed. */
    public boolean isOn() {
        return settings.isPresent();
    }

    public RelayStats stats() {
        return stats;
    }
}
