package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests clients that try to recover sessions of others, where recovery is enabled. */
class RecoverySecretTest extends BadInputTest {
    private static final Pattern ACCEPTED = Pattern.compile("40(?:/\\w+,)?\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
    private static final Pattern ECHO = Pattern.compile("42\\[\"echo-back\",\"x\",\"([^\"]+)\"]");

    /** A client that has disconnected, with the secret and the offset for its recovery. */
    private record FormerClient(String worker, String id, String pid, String offset) {
        /** The CONNECT packet by which the client recovers. */
        String connectPacket() {
            return connectPacket(pid, offset);
        }

        static String connectPacket(Object pid, Object offset) {
            try {
                return "40" + new ObjectMapper().writeValueAsString(Map.of("pid", pid, "offset", offset));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    /** Connects a client that has received an event. */
    private FormerClient arrive(RawWebSocket client, String sid) throws IOException {
        client.send("40");
        Matcher accepted = match(ACCEPTED, client.text());
        client.send("42[\"echo\",\"x\"]");
        return new FormerClient(sid.substring(0, 2), accepted.group(1), accepted.group(2), match(ECHO, client.text()).group(1));
    }

    private FormerClient arrive() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        return arrive(client, client.open());
    }

    /** Connects a client and resets its connection. */
    private FormerClient cut() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        FormerClient former = arrive(client, client.open());
        client.http().reset();
        server.process().awaitLine("left " + Pattern.quote(former.id));
        return former;
    }

    private static Matcher match(Pattern pattern, String packet) {
        Matcher matcher = pattern.matcher(packet);
        assertThat(matcher.matches()).as(packet).isTrue();
        return matcher;
    }

    /** Returns the id that a client of the same worker gets for a CONNECT packet; the client is served. */
    private String idFor(FormerClient former, String connectPacket) throws IOException {
        RawWebSocket client = webSocketAt(former.worker).send(connectPacket);
        Matcher accepted = match(ACCEPTED, client.text());
        client.assertServed();
        if (!accepted.group(1).equals(former.id)) {
            assertThat(accepted.group(2)).as("the secret of another socket").isNotEqualTo(former.pid);
        }
        return accepted.group(1);
    }

    @Test
    @Row(44)
    void aGuessedSecretRecoversNoSession() throws IOException {
        FormerClient former = cut();
        FormerClient other = cut();
        String last = former.pid.endsWith("A") ? "B" : "A";
        for (Object guess : new Object[] { former.id, former.pid.substring(0, former.pid.length() - 1) + last,
                former.pid.substring(1), former.pid + "A", former.pid + "\u0000", " " + former.pid,
                former.pid.toUpperCase() + "=", "",
                "__proto__", "x".repeat(10_000), 1, true, List.of(former.pid), Map.of("pid", former.pid) }) {
            assertThat(idFor(former, FormerClient.connectPacket(guess, former.offset))).as("id for %.50s", guess)
                    .isNotEqualTo(former.id)
                    .isNotEqualTo(other.id);
        }
        assertThat(idFor(former, former.connectPacket())).as("id of the client with the secret").isEqualTo(former.id);
    }

    @Test
    @Row(44)
    void aSecretIsValidInItsNamespaceOnly() throws IOException {
        FormerClient former = cut();
        RawWebSocket client = webSocketAt(former.worker);
        client.send("40/admin," + former.connectPacket().substring(2));
        Matcher accepted = match(ACCEPTED, client.text());
        assertThat(accepted.group(1)).isNotEqualTo(former.id);
        assertThat(accepted.group(2)).isNotEqualTo(former.pid);
        assertThat(idFor(former, former.connectPacket())).isEqualTo(former.id);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "-1", "__proto__", "../../", "\u0000", "\ud83d\ude00", "9999999999999999999999", " ",
            "," })
    @Row(44)
    void anUnknownOffsetGivesANewSessionAndUsesUpTheSecret(String odd) throws IOException {
        FormerClient former = cut();
        assertThat(idFor(former, FormerClient.connectPacket(former.pid, odd))).isNotEqualTo(former.id);
        assertThat(idFor(former, former.connectPacket())).isNotEqualTo(former.id);
    }

    @Test
    @Row(44)
    void aMalformedOffsetGivesANewSession() throws IOException {
        FormerClient former = cut();
        for (Object odd : new Object[] { 1, false, List.of(former.offset), Map.of(), List.of() }) {
            assertThat(idFor(former, FormerClient.connectPacket(former.pid, odd))).as("%s", odd).isNotEqualTo(former.id);
        }
        assertThat(idFor(former, former.connectPacket())).as("the session was not used before").isEqualTo(former.id);
        FormerClient another = cut();
        assertThat(idFor(another, FormerClient.connectPacket(another.pid, another.offset + "x".repeat(10_000))))
                .isNotEqualTo(another.id);
    }

    @Test
    @Row(44)
    void anOffsetAfterTheLastPacketIsUnknown() throws IOException {
        FormerClient former = cut();
        FormerClient later = arrive();
        assertThat(idFor(former, FormerClient.connectPacket(former.pid, later.offset + "1"))).isNotEqualTo(former.id);
    }

    @Test
    @Row(44)
    void aClientThatDisconnectedCannotRecover() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        FormerClient former = arrive(client, client.open());
        client.send("41");
        server.awaitLeft(former.id, "client namespace disconnect");
        assertThat(idFor(former, former.connectPacket())).isNotEqualTo(former.id);
    }

    /** Of several clients with the secret of a connected client, one takes its place, and the former client is disconnected. */
    @Test
    @Row(44)
    void twoClientsWithOneSecretLeaveOneConnected() throws IOException {
        for (int round = 0; round < 20; round++) {
            RawWebSocket holder = upgrade(RawWebSocket.TARGET);
            FormerClient former = arrive(holder, holder.open());
            List<RawWebSocket> rivals = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                rivals.add(webSocketAt(former.worker));
            }
            for (RawWebSocket rival : rivals) {
                rival.send(former.connectPacket());
            }
            int came = 0;
            List<RawWebSocket> same = new ArrayList<>();
            for (RawWebSocket rival : rivals) {
                if (match(ACCEPTED, rival.text()).group(1).equals(former.id)) {
                    same.add(rival);
                    came++;
                }
            }
            assertThat(came).as("clients that reconnected").isPositive();
            assertThat(holder.closeCode()).isIn(RawWebSocket.NO_CODE, 1000, 1005);
            long alive = same.stream().filter(RecoverySecretTest::isServed).count();
            assertThat(alive).as("connected clients of %s that reconnected with one secret", came).isEqualTo(1);
            for (RawWebSocket rival : rivals) {
                rival.close();
            }
        }
    }

    private static boolean isServed(RawWebSocket client) {
        if (!client.trySend(RawWebSocket.TEXT, "4299[\"echo\",1]".getBytes())) {
            return false;
        }
        try {
            for (RawWebSocket.Frame frame; (frame = client.next()) != null && frame.first() == RawWebSocket.TEXT;) {
                if (frame.text().equals("4399[1]")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
