package io.quarkiverse.socketio.runtime.config;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Hosts relay requests to each other, so that load balancers need no sticky sessions. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "quarkus.socketio.relay")
public interface RelayConfig {
    /**
     * A random text of at least 32 characters that all hosts have and nobody else knows. If it is set, this host listens on
     * {@code port} for others, and a request for a session of another host is relayed to that host. Without it, such a request
     * is refused with 400. Only for packaged applications.
     */
    Optional<String> secret();

    /**
     * Where the hosts are, as this one reaches them: addresses or DNS names, each with {@code :port} if that is not
     * {@code port}. A name stands for all addresses that it has at the time, such as that of a headless Service of Kubernetes.
     * This host may be among them.
     */
    Optional<List<String>> hosts();

    /**
     * The address of this host as others reach it, with {@code :port} if that is not {@code port}. If it is among {@code hosts},
     * it is left out there.
     */
    @ConfigDocDefault("the variable `POD_IP`, else the address of the machine; with `port`")
    Optional<String> advertise();

    /** The port on which this host listens for other hosts. Clients must not be able to connect to it. */
    @WithDefault("7070")
    int port();

    /** The address on which this host listens for other hosts. */
    @WithDefault("0.0.0.0")
    String listenHost();

    /**
     * The name of the TLS configuration ({@code quarkus.tls.<name>.*}) of connections between hosts. Its key store is used at
     * both ends. If it has a trust store, both ends must have a certificate from it (mutual TLS). Without TLS, whoever can
     * observe the network between the hosts sees the requests, with session ids and cookies.
     */
    Optional<String> tlsConfigurationName();
}
