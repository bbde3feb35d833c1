package io.quarkiverse.socketio.runtime.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.engineio.SessionId;

class SidAffinityTest {
    private final Affinity affinity = new SidAffinity();
    private final String sid = SessionId.next(1234);

    @Test
    void theSidNamesTheOwnerWhereverItStandsInTheQuery() {
        assertThat(affinity.ownerOf("/socket.io/?EIO=4&transport=polling&sid=" + sid)).isEqualTo(1234);
        assertThat(affinity.ownerOf("/socket.io/?sid=" + sid + "&EIO=4")).isEqualTo(1234);
        assertThat(affinity.ownerOf("http://host/socket.io/?sid=" + sid)).isEqualTo(1234);
    }

    @Test
    void theLastSidCountsAsInTheServer() {
        assertThat(affinity.ownerOf("/?sid=" + SessionId.next(7) + "&sid=" + sid)).isEqualTo(1234);
        assertThat(affinity.ownerOf("/?sid=" + sid + "&sid=")).isEqualTo(Affinity.NONE);
    }

    @Test
    void anotherParametersNameMayEndInSid() {
        assertThat(affinity.ownerOf("/?psid=" + sid)).isEqualTo(Affinity.NONE);
        assertThat(affinity.ownerOf("/sid=" + sid)).isEqualTo(Affinity.NONE);
    }

    @Test
    void aSidOfNoClusterHasNoOwner() {
        assertThat(affinity.ownerOf("/?sid=" + SessionId.next(0))).isEqualTo(Affinity.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "*", "/?", "/?sid", "/?sid=", "/?sid=short", "/?sid=&&&", "/?sid=aaaaaaaaaaaaaaaaaaaaa",
            "/?&&sid=%41" })
    void whatIsNoSidHasNoOwner(String target) {
        assertThat(affinity.ownerOf(target)).isEqualTo(Affinity.NONE);
    }
}
