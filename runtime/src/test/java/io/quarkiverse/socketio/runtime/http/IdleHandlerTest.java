package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;

/** Tests which WebSockets keep Vert.x' handler of idle connections, with a heartbeat of 45 seconds. */
class IdleHandlerTest {

    @ParameterizedTest
    @CsvSource({ "0, 0, 1800, false", "0, 0, 46, false", "0, 0, 45, true", "0, 0, 10, true", "50, 0, 1800, true",
            "0, 50, 1800, true" })
    void itStaysWhereItMayCloseBeforeTheHeartbeat(int reader, int writer, int all, boolean stays) {
        EmbeddedChannel channel = new EmbeddedChannel(new IdleStateHandler(reader, writer, all));
        VertxWebSocketLink.removeIdleHandler(channel.pipeline(), Duration.ofSeconds(45));
        VertxWebSocketLink.removeIdleHandler(channel.pipeline(), Duration.ofSeconds(45)); // there may be none
        assertThat(channel.pipeline().get(IdleStateHandler.class) != null).isEqualTo(stays);
        channel.finish();
    }
}
