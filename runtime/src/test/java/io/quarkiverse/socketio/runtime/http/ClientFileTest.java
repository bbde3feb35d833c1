package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientFileTest {
    private final ClientFile file = new ClientFile("var io;".getBytes());

    @Test
    void responsesShareTheBytes() {
        assertThat(file.content(null).getByteBuf().array()).isSameAs(file.content(null).getByteBuf().array());
        assertThat(file.content(null).toString()).isEqualTo("var io;");
    }

    @ParameterizedTest
    @EnumSource
    void compressedResponsesShareTheBytesToo(ContentCoding coding) {
        assertThat(file.content(coding).getByteBuf().array()).isSameAs(file.content(coding).getByteBuf().array());
    }
}
