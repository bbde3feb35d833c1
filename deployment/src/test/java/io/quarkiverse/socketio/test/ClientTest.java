package io.quarkiverse.socketio.test;

import java.net.URI;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.http.TestHTTPResource;

/** Base of tests that use one connected client. */
abstract class ClientTest {
    @TestHTTPResource
    URI uri;

    Client client;

    @BeforeEach
    void connect() {
        client = Client.connect(uri);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }
}
