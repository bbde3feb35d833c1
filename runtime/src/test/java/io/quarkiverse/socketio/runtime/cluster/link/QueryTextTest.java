package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

class QueryTextTest {

    @Test
    void queriesSurviveFormattingAndParsing() {
        for (Query<?> query : List.of(new Query.Readiness(), new Query.Metrics(), new Query.Health(HealthChecks.STARTED),
                new Query.Health(HealthChecks.group("mine")), new Query.Page("POST", "/q/x?a=b c", "Bearer a\nb"),
                new Query.Status(), new Query.Owner(-1), new Query.Scale(4), new Query.ScaleBy(-2), new Query.Restart(),
                new Query.Rebalance(), new Query.State(), new Query.AwaitRestart(),
                new Query.Signal("HUP", OptionalInt.empty()),
                new Query.Signal("TERM", OptionalInt.of(2)), new Query.Shutdown())) {
            assertThat(QueryText.read(QueryText.write(query))).isEqualTo(query);
        }
    }

    @Test
    void additionalBlanksAreAllowed() {
        assertThat(QueryText.read("  scale \t 4 ")).isEqualTo(new Query.Scale(4));
    }

    @Test
    void onlyWhiteSpaceSeparatesWords() {
        Query<?> query = QueryText.read("\u000bhealth GROUP \0\u001f x");
        assertThat(query).isEqualTo(new Query.Health(HealthChecks.group("\0\u001f")));
        assertThat(QueryText.read(QueryText.write(query))).isEqualTo(query);
    }

    @Test
    void unknownQueriesAreKeptWithTheReason() {
        assertThat(QueryText.read("scale many")).isEqualTo(new Query.Unknown("scale many", "'scale' needs a number"));
        assertThat(QueryText.read("signal")).isEqualTo(new Query.Unknown("signal", "signal needs a name, such as HUP"));
        for (String text : List.of("", " ", "jump", "health", "health well-being", "page", "page GET")) {
            assertThat(QueryText.read(text)).isInstanceOf(Query.Unknown.class);
            assertThat(QueryText.write(QueryText.read(text))).isEqualTo(text);
        }
    }
}
