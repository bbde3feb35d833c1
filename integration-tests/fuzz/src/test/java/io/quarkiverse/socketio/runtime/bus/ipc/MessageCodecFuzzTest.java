package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Messages of the bus between workers. */
class MessageCodecFuzzTest extends CoverageGuided {

    @FuzzTest
    void decode(byte[] data) {
        ran();
        ClusterMessage message;
        try {
            message = MessageCodec.decode(data);
        } catch (IllegalArgumentException e) {
            return;
        }
        String trace = MessageCodec.trace(data);
        byte[] encoded = MessageCodec.encode(message, trace);
        // a byte that is no UTF-8 becomes a character of three
        assertThat(encoded.length).isLessThanOrEqualTo(3 * data.length);
        ClusterMessage again = MessageCodec.decode(encoded);
        assertThat(again).hasSameClassAs(message);
        assertThat(again.namespace()).isEqualTo(message.namespace());
        // sets have no order, so only the length is the same for sure
        assertThat(MessageCodec.encode(again, trace).length).isEqualTo(encoded.length);
        String kept = MessageCodec.trace(encoded);
        assertThat(kept == null ? 0 : kept.length()).isEqualTo(trace == null ? 0 : trace.length());
    }
}
