package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor.FORWARDED;
import static io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor.X_FORWARDED_FOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedForTest {
    private static final InetAddress PEER = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "X-Forwarded-For: 10.1.1.1|10.1.1.1", "x-forwarded-for:10.1.1.1, 10.2.2.2|10.1.1.1",
            "X-Forwarded-For: 10.1.1.1:4711|10.1.1.1", "X-Forwarded-For: 2001:db8::1|2001:db8::1",
            "X-Forwarded-For: [2001:db8::1]:80|2001:db8::1", "X-Forwarded-For:|127.0.0.1", "X-Forwarded-For2: 1|127.0.0.1",
            "Forwarded: for=10.1.1.1;proto=https, for=10.2.2.2|10.1.1.1",
            "Forwarded: proto=http;For=\"[2001:db8::1]:4711\"|2001:db8::1", "Forwarded: xfor=10.1.1.1|127.0.0.1",
            "Forwarded: for=_hidden|_hidden", "Other: for=10.1.1.1|127.0.0.1" })
    void theFirstAddressIsUsed(String field, String client) {
        assertThat(clientOf(field, FORWARDED, X_FORWARDED_FOR)).isEqualTo(client);
    }

    @Test
    void allowedFieldsAreUsedInTheirOrder() {
        String both = "X-Forwarded-For: 10.1.1.1\r\nForwarded: for=10.2.2.2";
        assertThat(clientOf(both, X_FORWARDED_FOR)).isEqualTo("10.1.1.1");
        assertThat(clientOf(both, FORWARDED)).isEqualTo("10.2.2.2");
        assertThat(clientOf(both, X_FORWARDED_FOR, FORWARDED)).isEqualTo("10.1.1.1");
        assertThat(clientOf(both, FORWARDED, X_FORWARDED_FOR)).isEqualTo("10.2.2.2");
    }

    @Test
    void dataAfterTheHeadIsIgnored() {
        assertThat(clientOf("A: b\r\n\r\nX-Forwarded-For: 10.1.1.1", X_FORWARDED_FOR)).isEqualTo("127.0.0.1");
    }

    private static String clientOf(String fields, String... names) {
        return new ForwardedFor(peer -> true, List.of(names)).clientOf(PEER,
                new RequestHead("GET / HTTP/1.1\r\n" + fields + "\r\n\r\n"));
    }
}
