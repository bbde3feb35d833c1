package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.ask;
import static io.quarkiverse.socketio.test.security.Clients.basic;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.RestAssured;

/** Tests that HTTP permissions of the path apply to Socket.IO requests. */
class HttpPolicyTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    @RegisterExtension
    static final QuarkusUnitTest APP = Clients.withUsers(Endpoint.class)
            .overrideConfigKey("quarkus.http.auth.policy.admins.roles-allowed", "admin")
            .overrideConfigKey("quarkus.http.auth.permission.socketio.paths", "/socket.io/*")
            .overrideConfigKey("quarkus.http.auth.permission.socketio.policy", "admins");

    @TestHTTPResource
    URI uri;

    @Test
    void aPolicyOfThePathRefusesTheRequest() {
        RestAssured.get(HANDSHAKE).then().statusCode(401);
        RestAssured.given().header("Authorization", Clients.header("eve", "eve")).get(HANDSHAKE).then().statusCode(403);
        RestAssured.given().header("Authorization", Clients.header("ada", "eve")).get(HANDSHAKE).then().statusCode(401);
        assertThat(ask(uri, basic("ada"), "who")).isEqualTo("ada");
    }

    @SocketIO
    public static class Endpoint {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }
    }
}
