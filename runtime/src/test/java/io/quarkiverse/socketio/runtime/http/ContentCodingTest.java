package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "gzip|GZIP", "deflate|DEFLATE", "deflate, gzip|GZIP", "gzip, deflate, br, zstd|GZIP",
            "gzip;q=0.5, deflate;q=0.9|DEFLATE", "*|GZIP", "gzip;q=0, *|DEFLATE", "GZIP ; Q=0.3|GZIP",
            "br;q=1.0, gzip;q=0.8, *;q=0.1|GZIP", "identity, gzip;q=0.001|GZIP" })
    void thePreferredCodingIsUsed(String accepted, ContentCoding coding) {
        assertThat(ContentCoding.of(accepted)).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "identity", "br", "gzip;q=0", "gzip;q=x", "*;q=0", "gzip;q=0, deflate;q=0.0", ",,;" })
    void anUnacceptableCodingIsNotUsed(String accepted) {
        assertThat(ContentCoding.of(accepted)).isNull();
    }

    @Test
    void withoutAcceptEncodingNothingIsCompressed() {
        assertThat(ContentCoding.of(null)).isNull();
    }
}
