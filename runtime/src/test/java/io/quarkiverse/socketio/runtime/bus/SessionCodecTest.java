package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.WrittenBytes;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;

/** Tests that builds read each other's sessions, which clients take from workers of one build to those of another. */
class SessionCodecTest {
    private static final WrittenBytes WRITTEN = WrittenBytes.of(SessionCodecTest.class, "sessions-1.txt");
    private static final PacketParser PARSER = new JsonPacketParser(new ObjectMapper(), 10);
    private static final EncodedPacket EVENT = new EncodedPacket("2[\"own\",1]".getBytes(StandardCharsets.UTF_8), List.of());

    private static final Map<String, StoredSession> SESSIONS = new LinkedHashMap<>();
    static {
        SESSIONS.put("new", new StoredSession("id", "pid", "", "17", Set.of("id"), PARSER.encodeValues(Map.of()),
                new StoredSession.Progress(3, 3, -1, 0, StoredSession.Progress.ALL, List.of())));
        SESSIONS.put("busy",
                new StoredSession("id", "pid", "owner", "4095", Set.of("größer"), PARSER.encodeValues(Map.of("said", 7)),
                        new StoredSession.Progress(3, 1L << 40, (1L << 40) - 1, 9, new Offset(5, 6),
                                List.of(new SentEvent(7, 7, EVENT, true), new SentEvent(8, 8, EVENT, false)))));
    }

    static Stream<String> names() {
        return SESSIONS.keySet().stream();
    }

    private static void isRead(byte[] bytes, String name) {
        StoredSession read = WRITTEN.read(bytes, SessionCodec::decode);
        assertThat(read).as(WRITTEN.advice()).usingRecursiveComparison()
                .isEqualTo(SESSIONS.get(name));
    }

    @Test
    void earlierBuildsReadSessionsOfThisBuild() {
        Map<String, byte[]> today = new LinkedHashMap<>();
        SESSIONS.forEach((name, session) -> today.put(name, SessionCodec.encode(session)));
        WRITTEN.areWrittenToday(today);
    }

    @ParameterizedTest
    @MethodSource("names")
    void sessionsOfEarlierBuildsAreRead(String name) {
        isRead(WRITTEN.of(name), name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void fieldsThatALaterBuildAddsAreSkipped(String name) {
        byte[] written = WRITTEN.of(name);
        isRead(Arrays.copyOf(written, written.length + 5), name);
    }

    @Test
    void aSessionThatOnlyLaterBuildsUnderstandIsRefused() {
        byte[] written = WRITTEN.of("new");
        written[0]++;
        assertThatIllegalArgumentException().isThrownBy(() -> SessionCodec.decode(written))
                .withMessage("session of version 2, known is 1");
    }
}
