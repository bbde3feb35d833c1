package io.quarkiverse.socketio.runtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes the messages of presence, which anybody who may publish to Redis can send. */
class PresenceMessageFuzzTest extends CoverageGuided {

    @FuzzTest
    void decode(byte[] data) {
        ran();
        PresenceMessage.Received received;
        try {
            received = PresenceMessage.decode(data);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (received != null) {
            byte[] encoded = PresenceMessage.encode(received.sender(), received.changes(), received.message());
            assertThat(encoded.length).isLessThanOrEqualTo(3 * data.length); // a byte that is no UTF-8 becomes three
            assertThat(PresenceMessage.decode(encoded)).usingRecursiveComparison().isEqualTo(received);
        }
    }
}
