package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/** Tests which addresses requests have. */
class AddressTest {

    private static String webSocket(SocketIOTestClientBuilder builder) {
        return builder.endpoint(new ClientThread()).uri(Transport.WEBSOCKET, "").toString();
    }

    @Test
    void thePathIsTheNamespaceAndNotThatOfRequests() throws MalformedURLException {
        String expected = "ws://localhost:81/socket.io/?EIO=4&transport=websocket";
        assertThat(webSocket(SocketIOTestClient.builder("http://localhost:81"))).isEqualTo(expected);
        assertThat(webSocket(SocketIOTestClient.builder("ws://localhost:81/"))).isEqualTo(expected);
        assertThat(webSocket(SocketIOTestClient.builder(URI.create("http://localhost:81/chat").toURL()))).isEqualTo(expected);
        assertThat(SocketIOTestClient.builder("http://localhost:81/chat").namespace()).isEqualTo("/chat");
        assertThat(SocketIOTestClient.builder("http://localhost:81/chat").namespace("a/b").namespace()).isEqualTo("/a/b");
        assertThat(SocketIOTestClient.builder("http://localhost:81").namespace()).isEqualTo("/");
    }

    @Test
    void httpsBecomesWss() {
        assertThat(webSocket(SocketIOTestClient.builder("https://[::1]/x").path("live")))
                .isEqualTo("wss://[::1]/live/?EIO=4&transport=websocket");
    }

    @Test
    void theSessionAndTheQueryOfTheApplicationFollow() {
        Endpoint endpoint = SocketIOTestClient.builder("http://localhost:81/?a=%20b").endpoint(new ClientThread());
        assertThat(endpoint.uri(Transport.POLLING, "s1"))
                .hasToString("http://localhost:81/socket.io/?EIO=4&transport=polling&sid=s1&a=%20b");
    }

    @Test
    void theRootPathOfTheApplicationIsNoNamespace() {
        SocketIOTestClientBuilder builder = SocketIOTestClientBuilder.ofApplication("http://localhost:81/app/");
        assertThat(webSocket(builder)).isEqualTo("ws://localhost:81/app/socket.io/?EIO=4&transport=websocket");
        assertThat(builder.namespace()).isEqualTo("/");
    }
}
