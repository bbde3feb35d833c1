package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;

/**
 * TLS of the connections between hosts, from Quarkus' TLS registry. With a trust store it is mutual.
 * <p>
 * Thread: any.
 */
@Singleton
public record RelayTls(TlsConfigurationRegistry registry) {

    /** Returns the configuration of a name; fails with the cure when there is none. */
    private Optional<TlsConfiguration> named(Optional<String> name) {
        return name.map(known -> registry.get(known)
                .orElseThrow(() -> new ConfigurationException("quarkus.socketio.relay.tls-configuration-name=" + known
                        + " names no TLS configuration: configure quarkus.tls." + known + ".key-store.* and .trust-store.*")));
    }

    NetServerOptions server(Optional<String> name) {
        NetServerOptions options = new NetServerOptions();
        named(name).ifPresent(tls -> {
            if (tls.getKeyStoreOptions() == null) {
                throw new ConfigurationException("quarkus.socketio.relay.tls-configuration-name=" + name.orElse("")
                        + " has no key: configure quarkus.tls." + name.orElse("") + ".key-store.*");
            }
            TlsConfigUtils.configure(options, tls);
            options.setSsl(true).setClientAuth(tls.getTrustStoreOptions() == null ? ClientAuth.NONE : ClientAuth.REQUIRED);
        });
        return options;
    }

    HttpClientOptions httpClient(Optional<String> name) {
        HttpClientOptions options = new HttpClientOptions();
        named(name).ifPresent(tls -> TlsConfigUtils.configure(options, tls));
        return options;
    }

    NetClientOptions client(Optional<String> name) {
        NetClientOptions options = new NetClientOptions();
        named(name).ifPresent(tls -> {
            TlsConfigUtils.configure(options, tls);
            options.setHostnameVerificationAlgorithm(tls.getHostnameVerificationAlgorithm().orElse("HTTPS"));
        });
        return options;
    }
}
