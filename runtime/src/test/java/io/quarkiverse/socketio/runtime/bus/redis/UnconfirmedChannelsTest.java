package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class UnconfirmedChannelsTest {
    private final UnconfirmedChannels channels = new UnconfirmedChannels(2);

    @Test
    void aChannelThatIsNotConfirmedIsOverdue() {
        channels.add(List.of("a", "b"));
        assertThat(channels.check()).isNull();
        channels.remove("a");
        assertThat(channels.check()).isNull();
        assertThat(channels.check()).isEqualTo("b");
        assertThat(channels.check()).isEqualTo("b");
        channels.remove("b");
        assertThat(channels.check()).isNull();
    }

    @Test
    void eachChannelHasItsOwnTime() {
        channels.add(List.of("a"));
        assertThat(channels.check()).isNull();
        channels.add(List.of("b"));
        channels.remove("a");
        assertThat(channels.check()).isNull();
        assertThat(channels.check()).isNull();
        assertThat(channels.check()).isEqualTo("b");
    }

    @Test
    void anotherConnectionStartsAgain() {
        channels.add(List.of("a"));
        channels.check();
        channels.check();
        channels.clear();
        channels.add(List.of("a"));
        assertThat(channels.check()).isNull();
        assertThat(channels.check()).isNull();
        assertThat(channels.check()).isEqualTo("a");
    }
}
