package io.quarkiverse.socketio.runtime.quarkus.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes the messages for connections of quarkus-websockets-next, which anybody who may publish to Redis can send. */
class ConnectionMessageFuzzTest extends CoverageGuided {

    @FuzzTest
    void decode(byte[] data) {
        ran();
        ConnectionMessage message;
        try {
            message = ConnectionMessage.decode(data);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (message != null) {
            byte[] encoded = message.encode();
            assertThat(encoded.length).isLessThanOrEqualTo(3 * data.length); // a byte that is no UTF-8 becomes three
            assertThat(ConnectionMessage.decode(encoded)).usingRecursiveComparison().isEqualTo(message);
        }
    }
}
