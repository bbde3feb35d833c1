package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Starts a server and a client, and checks that no session of either revision is left after a test. */
abstract class HttpSetUp {
    HttpFixture server;
    RawClient client;

    @BeforeEach
    final void start() throws Exception {
        server = serve();
        client = connect(server);
    }

    @AfterEach
    final void stop() throws Exception {
        client.close();
        server.close();
        assertThat(server.engine.size()).isZero();
        assertThat(server.engine3.size()).isZero();
        assertThat(server.engineWithoutScripts.size()).isZero();
        assertThat(server.budget.held()).isZero();
    }

    HttpFixture serve() throws Exception {
        return new HttpFixture();
    }

    RawClient connect(HttpFixture server) throws Exception {
        return server.client();
    }
}
