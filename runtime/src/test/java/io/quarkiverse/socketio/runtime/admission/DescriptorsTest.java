package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.netty.channel.embedded.EmbeddedChannel;

/** Tests which connections must be closed to save descriptors. */
class DescriptorsTest {
    private long limit = 1024;
    private long open = 100;
    private long now;
    private int counted;
    private final Descriptors descriptors = new Descriptors(() -> limit, () -> {
        counted++;
        return open;
    }, () -> now);

    @Test
    void theLast64DescriptorsAreReserved() {
        assertThat(descriptors.isReserved(1024 - 64 - 1)).isFalse();
        assertThat(descriptors.isReserved(1024 - 64)).isTrue();
        assertThat(descriptors.isAmongLast(1024 - 64)).isFalse();
        assertThat(descriptors.isAmongLast(1024 - 32)).isTrue();
    }

    @Test
    void theReserveIsSmallerForASmallLimit() {
        limit = 160;
        assertThat(descriptors.isReserved(119)).isFalse();
        assertThat(descriptors.isReserved(120)).isTrue();
    }

    @Test
    void aChangedLimitAppliesAtOnce() {
        limit = 4096;
        assertThat(descriptors.isReserved(2000)).isFalse();
        limit = 2000;
        assertThat(descriptors.isReserved(1999)).isTrue();
    }

    @Test
    void anUnknownLimitIsNoLimit() {
        limit = Long.MAX_VALUE;
        assertThat(descriptors.isReserved(Integer.MAX_VALUE)).isFalse();
        assertThat(isReservedOnJdk()).isFalse();
    }

    /** 960 descriptors may be used, 100 are. */
    @Test
    void withoutACounterDescriptorsAreCountedMoreOftenNearTheLimit() {
        int taken = 0;
        while (!isReservedOnJdk()) {
            open++;
            taken++;
        }
        assertThat(taken).isEqualTo(860);
        assertThat(counted).isLessThan(15);
        assertThat(isReservedOnJdk()).isTrue();
    }

    @Test
    void descriptorsAreCountedAgainSomeTimeAfterTheyAreExhausted() {
        open = 960;
        assertThat(isReservedOnJdk()).isTrue();
        open = 900;
        now += TimeUnit.MILLISECONDS.toNanos(99);
        assertThat(isReservedOnJdk()).isTrue();
        assertThat(counted).isEqualTo(1);
        now += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(isReservedOnJdk()).isFalse();
    }

    private boolean isReservedOnJdk() {
        return descriptors.isReserved(new EmbeddedChannel());
    }
}
