package io.quarkiverse.socketio.runtime.quarkus.websockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** Tests which connections a filter selects. */
class ConnectionFilterTest {

    private static boolean selects(ConnectionFilter filter, String id, String user) {
        return filter.matches("chat", id, user, Map.of("room", "lobby")::get);
    }

    @Test
    void selectsAllConnectionsWithoutAnyPart() {
        assertThat(selects(ConnectionFilter.ALL, "1", null)).isTrue();
        assertThat(selects(ConnectionFilter.ALL.without(), "1", "ada")).isTrue();
    }

    @Test
    void selectsByEndpoint() {
        assertThat(selects(ConnectionFilter.ALL.withEndpoint("chat"), "1", null)).isTrue();
        assertThat(selects(ConnectionFilter.ALL.withEndpoint("news"), "1", null)).isFalse();
    }

    @Test
    void addsUpIdsAndSelectsNoneWithoutAny() {
        ConnectionFilter two = ConnectionFilter.ALL.withIds("1").withIds("2");
        assertThat(selects(two, "1", null)).isTrue();
        assertThat(selects(two, "2", null)).isTrue();
        assertThat(selects(two, "3", null)).isFalse();
        assertThat(selects(ConnectionFilter.ALL.withIds(), "1", null)).isFalse();
    }

    @Test
    void exceptTakesPrecedence() {
        assertThat(selects(ConnectionFilter.ALL.withIds("1", "2").without("2"), "2", null)).isFalse();
        assertThat(selects(ConnectionFilter.ALL.withIds("1", "2").without("2"), "1", null)).isTrue();
    }

    @Test
    void anonymousClientsBelongToNoUser() {
        ConnectionFilter users = ConnectionFilter.ALL.withUsers("ada", "eve");
        assertThat(selects(users, "1", "ada")).isTrue();
        assertThat(selects(users, "1", "bob")).isFalse();
        assertThat(selects(users, "1", null)).isFalse();
        assertThat(selects(ConnectionFilter.ALL.withUsers(), "1", "ada")).isFalse();
    }

    @Test
    void allPathParametersMustMatch() {
        assertThat(selects(ConnectionFilter.ALL.withPathParam("room", "lobby"), "1", null)).isTrue();
        assertThat(selects(ConnectionFilter.ALL.withPathParam("room", "kitchen"), "1", null)).isFalse();
        assertThat(selects(ConnectionFilter.ALL.withPathParam("room", "lobby").withPathParam("seat", "1"), "1", null))
                .isFalse();
    }

    @Test
    void refusesWhatNoConnectionCanBe() {
        assertThatThrownBy(() -> ConnectionFilter.ALL.withEndpoint("chat").withEndpoint("news"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("chat and news");
        assertThatThrownBy(() -> ConnectionFilter.ALL.withPathParam("room", "a").withPathParam("room", "b"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("room: a and b");
    }
}
