package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.vertx.core.MultiMap;

class SidAffinityTest {
    private final Affinity affinity = new SidAffinity("/socket.io");
    private final String sid = SessionId.next(1234);

    @Test
    void theSidNamesTheOwnerAnywhereInTheQuery() {
        assertThat(affinity.ownerOf("/socket.io/?EIO=4&transport=polling&sid=" + sid)).isEqualTo(1234);
        assertThat(affinity.ownerOf("/socket.io/?sid=" + sid + "&EIO=4")).isEqualTo(1234);
        assertThat(affinity.ownerOf("http://host/socket.io/?sid=" + sid)).isEqualTo(1234);
    }

    @Test
    void onlyTargetsBelowThePathMayNameASession() {
        assertThat(affinity.mayNameSession("/socket.io/?EIO=4&transport=polling&sid=" + sid)).isTrue();
        assertThat(new String[] { "/", "/q/health", "/socket.io/", "/admin?sid=" + sid, "/socket.io/../admin?sid=" + sid,
                "/socket.iox/?sid=" + sid, "http://host/admin?sid=" + sid, "*", "" })
                .allSatisfy(target -> assertThat(affinity.mayNameSession(target)).isFalse());
    }

    @Test
    void theLastSidIsUsedAsInTheServer() {
        assertThat(affinity.ownerOf("/socket.io/?sid=" + SessionId.next(7) + "&sid=" + sid)).isEqualTo(1234);
        assertThat(affinity.ownerOf("/socket.io/?sid=" + sid + "&sid=")).isEqualTo(Affinity.NONE);
    }

    @Test
    void parametersWhoseNamesEndWithSidAreIgnored() {
        assertThat(affinity.ownerOf("/socket.io/?psid=" + sid)).isEqualTo(Affinity.NONE);
        assertThat(affinity.ownerOf("/socket.io/sid=" + sid)).isEqualTo(Affinity.NONE);
    }

    @Test
    void aRequestIsLoggedWithTheSidThatNamesItsOwner() {
        assertThat(affinity.sessionOf("/socket.io/?EIO=4&sid=" + sid)).isEqualTo(sid);
        assertThat(affinity.sessionOf("/socket.io/?sid=forged%0aline")).isEmpty();
        assertThat(affinity.sessionOf("/elsewhere?sid=" + sid)).isEmpty();
        assertThat(affinity.sessionOf("")).isEmpty();
    }

    @Test
    void aSidWithoutAnIncarnationHasNoOwner() {
        assertThat(affinity.ownerOf("/socket.io/?sid=" + SessionId.next(0))).isEqualTo(Affinity.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "*", "/socket.io/?", "/socket.io/?sid", "/socket.io/?sid=", "/socket.io/?sid=short",
            "/socket.io/?sid=&&&", "/socket.io/?sid=aaaaaaaaaaaaaaaaaaaaa",
            "/socket.io/?&&sid=%41" })
    void aMalformedSidHasNoOwner(String target) {
        assertThat(affinity.ownerOf(target)).isEqualTo(Affinity.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/socket.io/?%73id=", "/socket.io/?a=b&s%69%64=", "/socket.io/?a=b;sid=", "/socket.io?sid=",
            "/a/../socket.io/?sid=", "//socket.io/?sid=", "/%73ocket.io/x?sid=", "/socket.io/?sid=%" })
    void pathAndQueryAreParsedAsTheRouteParsesThem(String beginning) {
        boolean broken = beginning.endsWith("%");
        assertThat(affinity.ownerOf(beginning + sid)).isEqualTo(broken ? Affinity.NONE : 1234);
    }

    /** Requests that could have been two: of one worker's session for the relay, a handshake for the route. */
    @Test
    void anEscapedParameterNameIsRecognised() {
        assertThat(affinity.ownerOf("/socket.io/?sid=" + sid + "&%73id=")).isEqualTo(Affinity.NONE);
        assertThat(affinity.ownerOf("/socket.io/?%73id=&sid=" + sid)).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/?sid=", "/who?sid=", "/socket.iox?sid=", "/x/socket.io/?sid=", "/socket.io/../who?sid=",
            "/Socket.io/?sid=", "http://host?sid=", "*?sid=", "/socket.io%2f?sid=" })
    void requestsOutsideOfThePathHaveNoOwner(String beginning) {
        assertThat(affinity.ownerOf(beginning + sid)).isEqualTo(Affinity.NONE);
    }

    @Test
    void thePathIsBelowTheRootPathOfTheServer() {
        assertThat(new SidAffinity("/app/live").ownerOf("/app/live/?sid=" + sid)).isEqualTo(1234);
        assertThat(new SidAffinity("/app/live").ownerOf("/live/?sid=" + sid)).isEqualTo(Affinity.NONE);
        assertThat(new SidAffinity("").ownerOf("/?sid=" + sid)).isEqualTo(1234);
        assertThat(new SidAffinity("").ownerOf("/any?sid=" + sid)).isEqualTo(1234);
    }

    @Test
    void aSessionOfThisHostHasItsOwnerHere() {
        Affinity here = new SidAffinity("/socket.io", "HERE");
        String target = "/socket.io/?sid=" + SessionId.next(1234, "HERE");
        assertThat(here.ownerOf(target)).isEqualTo(1234);
        assertThat(here.remoteOwnerOf(target)).isNull();
    }

    @Test
    void aSessionOfAnotherHostHasItsOwnerThere() {
        Affinity here = new SidAffinity("/socket.io", "HERE");
        for (int incarnation : new int[] { 0, 1234 }) {
            String target = "/socket.io/?sid=" + SessionId.next(incarnation, "away");
            assertThat(here.ownerOf(target)).isEqualTo(Affinity.NONE);
            assertThat(here.remoteOwnerOf(target)).isEqualTo(new Affinity.Remote("away", incarnation));
            assertThat(here.sessionOf(target)).hasSize(20);
        }
        assertThat(here.remoteOwnerOf("/elsewhere?sid=" + sid)).isNull();
        assertThat(here.remoteOwnerOf("/socket.io/?sid=short")).isNull();
        assertThat(here.remoteOwnerOf("/socket.io/?sid=%zz")).isNull();
        assertThat(affinity.remoteOwnerOf("/socket.io/?sid=" + sid)).as("where no ids name hosts").isNull();
    }

    /** Vert.x decides which session a request is for. */
    @Test
    void theQueryIsDecodedAsVertxDecodesIt() {
        Random random = new Random(17);
        String[] parts = { "sid", "%73id", "=", "&", ";", "#", "+", "%26", "%3D", "?", "x", "%", sid, SessionId.next(7) };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder target = new StringBuilder("/socket.io/?");
            for (int part = random.nextInt(12); part > 0; part--) {
                target.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(affinity.ownerOf(target)).as(target.toString()).isEqualTo(naively(target.toString()));
        }
    }

    private static int naively(String target) {
        Map<String, String> query = new HashMap<>();
        try {
            parameters(target).forEach(query::put);
        } catch (IllegalArgumentException e) {
            return Affinity.NONE;
        }
        return Math.max(Affinity.NONE, SessionId.incarnationOf(query.getOrDefault("sid", "")));
    }

    private static MultiMap parameters(String target) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        new QueryStringDecoder(target, StandardCharsets.UTF_8, true, 1024, false).parameters().forEach(all::add);
        return all;
    }
}
