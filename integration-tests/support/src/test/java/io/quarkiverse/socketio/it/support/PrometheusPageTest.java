package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the parser accepts valid pages only. */
class PrometheusPageTest {

    @Test
    void aValidPageIsRead() {
        PrometheusPage page = new PrometheusPage("# HELP a A \\\\ \\n\n# TYPE a counter\na{b=\"}\\\"\\n\\\\\"} 1\na 2.5E3\n"
                + "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum NaN\nh_count 2\n");
        assertThat(page.sum("a")).isEqualTo(2501);
        assertThat(page.cumulative()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = { "# TYPE a counter\na 1", "a 1\n", "# TYPE a counter\na -1\n", "# TYPE a gauge\na 1\na 1\n",
            "# TYPE a gauge\n# TYPE b gauge\na 1\n", "# TYPE a gauge\na 1\n# TYPE a gauge\n", "# TYPE a thing\na 1\n",
            "# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n", "# TYPE a gauge\na{b=1} 1\n", "# TYPE a gauge\na{b=\"\\x\"} 1\n",
            "# TYPE a gauge\na one\n", "# TYPE a gauge\n\na 1\n", "# TYPE a gauge\na 1\n# HELP a late\n",
            "# TYPE h histogram\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_count 2\n",
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n",
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 2\n" })
    void anInvalidPageIsRefused(String page) {
        assertThatThrownBy(() -> new PrometheusPage(page)).isInstanceOfAny(AssertionError.class,
                IllegalArgumentException.class);
    }
}
