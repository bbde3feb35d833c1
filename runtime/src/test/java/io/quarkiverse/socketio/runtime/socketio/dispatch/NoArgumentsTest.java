package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class NoArgumentsTest {

    @Test
    void everyArgumentIsMissing() {
        assertThat(NoArguments.INSTANCE.size()).isZero();
        assertThat(NoArguments.INSTANCE.toList()).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, String.class)).isNull();
        assertThat(NoArguments.INSTANCE.get(3, int.class)).isZero();
    }

    @Test
    void aNegativeIndexThrows() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> NoArguments.INSTANCE.get(-1, Object.class));
    }
}
