package io.quarkiverse.socketio.runtime.quarkus.admin;

import io.quarkiverse.socketio.runtime.admin.AdminCredentials;
import io.quarkiverse.socketio.runtime.admin.AdminOptions;
import io.quarkiverse.socketio.runtime.config.AdminConfig;
import io.quarkiverse.socketio.runtime.config.AdminKeys;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Checks the configuration of the administration. Mistakes fail the start: nobody is admitted who was not chosen explicitly.
 * <p>
 * Thread: any; stateless.
 */
final class AdminSettings {
    private AdminSettings() {
    }

    /** @throws ConfigurationException if a key is missing or has no valid value; the message names the cure, but no password */
    static AdminOptions of(AdminConfig config, Endpoints endpoints) {
        String namespace = config.namespace();
        AdminCredentials credentials = AdminKeys.read(config);
        if (endpoints.namespaces().stream().map(EndpointNamespace::name).anyMatch(namespace::equals)) {
            throw new ConfigurationException("The namespace " + namespace
                    + " is for administrators, but a @SocketIO bean serves it too: set " + AdminKeys.PREFIX
                    + "namespace to another name");
        }
        return new AdminOptions(namespace, config.mode() == AdminConfig.Mode.DEVELOPMENT, config.readOnly(),
                credentials);
    }
}
