package io.quarkiverse.socketio.test.security;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.json.JSONObject;

import io.quarkiverse.socketio.test.Client;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.socket.client.IO;

/** Builds applications with users, and clients that authenticate as one of them. */
final class Clients {
    private Clients() {
    }

    /** The tests of all other packages run without any security extension. */
    static QuarkusUnitTest application(String extension, Class<?>... classes) {
        return new QuarkusUnitTest()
                .withApplicationRoot(root -> root.addClasses(Client.class, Clients.class).addClasses(classes))
                .setForcedDependencies(List.of(Dependency.of("io.quarkus", extension + "-deployment", Version.getVersion())));
    }

    /** Ada is an admin and Eve a user; each has the name as the password. */
    static QuarkusUnitTest withUsers(Class<?>... classes) {
        return application("quarkus-elytron-security-properties-file", classes)
                .overrideConfigKey("quarkus.security.users.embedded.enabled", "true")
                .overrideConfigKey("quarkus.security.users.embedded.plain-text", "true")
                .overrideConfigKey("quarkus.security.users.embedded.users.ada", "ada")
                .overrideConfigKey("quarkus.security.users.embedded.users.eve", "eve")
                .overrideConfigKey("quarkus.security.users.embedded.roles.ada", "admin")
                .overrideConfigKey("quarkus.security.users.embedded.roles.eve", "user")
                .overrideConfigKey("quarkus.http.auth.basic", "true");
    }

    static IO.Options anonymous() {
        return Client.options();
    }

    static IO.Options basic(String user) {
        return basic(user, user);
    }

    static IO.Options basic(String user, String password) {
        IO.Options options = Client.options();
        options.extraHeaders = Map.of("Authorization", List.of(header(user, password)));
        return options;
    }

    static String header(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static IO.Options payload(Map<String, String> auth) {
        IO.Options options = Client.options();
        options.auth = auth;
        return options;
    }

    /** Returns the message of the refusal. */
    static String refusal(URI uri, IO.Options options) {
        try (Client client = Client.create(uri, options)) {
            Client.Received error = client.received("connect_error");
            client.received("connect");
            client.socket().connect();
            Object refused = error.next()[0];
            return refused instanceof JSONObject json ? json.optString("message") : String.valueOf(refused);
        }
    }

    /** Returns the acknowledgement of an event. */
    static Object ask(URI uri, IO.Options options, String event) {
        try (Client client = Client.connect(uri, options)) {
            return client.ask(event);
        }
    }
}
