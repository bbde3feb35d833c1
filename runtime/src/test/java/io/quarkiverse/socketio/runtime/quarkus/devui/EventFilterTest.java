package io.quarkiverse.socketio.runtime.quarkus.devui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventFilterTest {
    private static final LoggedEvent EVENT = new LoggedEvent(0, "received", "/chat", "AbCdEf", "sendMessage", "[]");

    private static boolean selects(String kind, String namespace, String socket, String event) {
        return new EventFilter(kind, namespace, socket, event).selects(EVENT);
    }

    @Test
    void emptyTextsSelectEverything() {
        assertThat(selects("", "", "", "")).isTrue();
    }

    @Test
    void theKindIsTheWholeWord() {
        assertThat(selects("received", "", "", "")).isTrue();
        assertThat(selects("sent", "", "", "")).isFalse();
        assertThat(selects("receive", "", "", "")).isFalse();
    }

    @Test
    void theNamespaceIsTheWholeName() {
        assertThat(selects("", "/chat", "", "")).isTrue();
        assertThat(selects("", "/", "", "")).isFalse();
    }

    @Test
    void theBeginningOfASocketsIdSelectsIt() {
        assertThat(selects("", "", "AbC", "")).isTrue();
        assertThat(selects("", "", "bCd", "")).isFalse();
        assertThat(selects("", "", "abc", "")).isFalse();
    }

    @Test
    void aPartOfTheNameInAnyCaseSelectsAnEvent() {
        assertThat(selects("", "", "", "MESS")).isTrue();
        assertThat(selects("", "", "", "messages")).isFalse();
    }

    @Test
    void allConditionsMustHold() {
        assertThat(selects("received", "/chat", "Ab", "send")).isTrue();
        assertThat(selects("received", "/chat", "Ab", "other")).isFalse();
    }
}
