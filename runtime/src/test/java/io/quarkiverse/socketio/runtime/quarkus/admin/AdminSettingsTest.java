package io.quarkiverse.socketio.runtime.quarkus.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.admin.AdminCredentials;
import io.quarkiverse.socketio.runtime.admin.AdminOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class AdminSettingsTest {
    private static final String PREFIX = "quarkus.socketio.admin.";
    private static final String HASH = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    private static final Endpoints CHAT = new Endpoints(List.of(new EndpointNamespace("/chat", "")), List.of(), List.of(),
            false);

    /** @param pairs keys, each followed by its value */
    private static AdminOptions read(String... pairs) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put(PREFIX + pairs[i], pairs[i + 1]);
        }
        return AdminSettings.of(new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SocketIOConfig.class).withSources(new PropertiesConfigSource(keys, "test", 100)).build()
                .getConfigMapping(SocketIOConfig.class).admin(), CHAT);
    }

    private static void assertRefused(String message, String... pairs) {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> read(pairs)).withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }

    @Test
    void basicAuthenticationHasAUserAndAHash() {
        assertThat(read("auth", "basic", "username", "ann", "password", HASH)).isEqualTo(
                new AdminOptions("/admin", true, false, new AdminCredentials("ann", HASH)));
    }

    @Test
    void everybodyIsAdmittedOnlyIfThatIsChosen() {
        assertThat(read("auth", "none", "mode", "production", "read-only", "true", "namespace", "/ops"))
                .isEqualTo(new AdminOptions("/ops", false, true, null));
        assertRefused(PREFIX + "enabled requires " + PREFIX + "auth: set it to basic");
        assertRefused(PREFIX + "enabled requires", "username", "ann", "password", HASH);
    }

    @Test
    void aMissingUserOrPasswordIsRefusedWithTheCure() {
        assertRefused(PREFIX + "auth=basic requires " + PREFIX + "username: set it", "auth", "basic", "password", HASH);
        assertRefused(PREFIX + "auth=basic requires " + PREFIX + "password: set it", "auth", "basic", "username", "ann");
    }

    @ParameterizedTest
    @ValueSource(strings = { "changeit", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2y$05$CC" })
    void aPasswordThatIsNoHashIsRefusedAndNotShown(String password) {
        assertRefused("is no bcrypt hash", "auth", "basic", "username", "ann", "password", password);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("auth", "basic", "username", "ann", "password", password))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(password));
    }

    @ParameterizedTest
    @CsvSource({ "/", "admin", "'/a,b'", "/a?b" })
    void aNameThatIsNoNamespaceOfItsOwnIsRefused(String namespace) {
        assertRefused(PREFIX + "namespace is", "auth", "none", "namespace", namespace);
    }

    @Test
    void aNamespaceOfTheApplicationIsRefused() {
        assertRefused("The namespace /chat is for administrators, but a @SocketIO bean serves it too", "auth", "none",
                "namespace",
                "/chat");
    }
}
