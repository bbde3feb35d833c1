package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests the official JavaScript client, socket.io-client 4.8. */
@Requires({ "node", "npm" })
@ExtendWith(FixtureM.class)
class JavaScriptClientTest {

    static Stream<Arguments> ways() {
        return Arrays.stream(Mode.values()).flatMap(mode -> Stream.of("polling", "websocket", "upgrade")
                .flatMap(kind -> Stream.of("/", "/custom").map(namespace -> Arguments.of(mode, kind, namespace))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theClientExchangesTextBinaryAndAcknowledgements(Mode mode, String kind, String namespace, Apps apps) {
        assertThat(NodeScript.run("exchange.mjs", apps.url(mode), kind, namespace).path("ok").asBoolean()).isTrue();
    }
}
