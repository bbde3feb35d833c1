package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.MessageKind;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes the codec of messages between workers. */
class MessageCodecFuzzTest extends CoverageGuided {

    @FuzzTest
    void decode(byte[] data) {
        ran();
        MessageCodec.Decoded decoded;
        try {
            decoded = MessageCodec.decode(data);
        } catch (IllegalArgumentException e) {
            return;
        }
        ClusterMessage message = decoded.message();
        if (message.kind() == MessageKind.UNKNOWN) { // whatever it says
            return;
        }
        byte[] encoded = MessageCodec.encode(message, decoded.trace());
        // a byte that is no UTF-8 becomes a character of three
        assertThat(encoded.length).isLessThanOrEqualTo(3 * (data.length - decoded.skipped()));
        MessageCodec.Decoded again = MessageCodec.decode(encoded);
        assertThat(again.message()).hasSameClassAs(message);
        assertThat(again.message().namespace()).isEqualTo(message.namespace());
        assertThat(again.skipped()).isZero();
        // sets have no order, so only the length is the same for sure
        assertThat(MessageCodec.encode(again.message(), again.trace()).length).isEqualTo(encoded.length);
        String trace = decoded.trace();
        assertThat(again.trace() == null ? 0 : again.trace().length()).isEqualTo(trace == null ? 0 : trace.length());
    }
}
