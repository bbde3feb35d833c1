package io.quarkiverse.socketio.runtime.quarkus.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private static final EventFilter ALL = new EventFilter("", "", "", "");

    private final RecentEvents events = new RecentEvents();

    private static LoggedEvent received(String name, String detail) {
        return LoggedEvent.of(Instant.EPOCH, "received", "/", "id").with(name, detail);
    }

    private List<String> namesAfter(long number) {
        return events.after(number, ALL).events().stream().map(LoggedEvent::event).toList();
    }

    @Test
    void theNewestThousandAreKept() {
        for (int i = 1; i <= RecentEvents.MAX_EVENTS + 3; i++) {
            events.add(received("event " + i, ""));
        }
        assertThat(namesAfter(0)).hasSize(RecentEvents.MAX_EVENTS).startsWith("event 4", "event 5").endsWith("event 1003");
    }

    @Test
    void longEventsAreFewerThanAMillionBytesAllow() {
        LoggedEvent longest = received("x".repeat(LoggedEvent.MAX_NAME), "y".repeat(LoggedEvent.MAX_DETAIL));
        for (int i = 0; i < RecentEvents.MAX_EVENTS; i++) {
            events.add(longest);
        }
        List<LoggedEvent> kept = events.after(0, ALL).events();
        assertThat(kept).hasSize(RecentEvents.MAX_BYTES / longest.bytes()).hasSizeLessThan(RecentEvents.MAX_EVENTS);
    }

    @Test
    void longTextsAreCut() {
        LoggedEvent event = LoggedEvent.of(Instant.EPOCH, "received", "/" + "n".repeat(5000), "id")
                .with("e".repeat(5000), "d".repeat(5000));
        assertThat(event.namespace()).hasSize(LoggedEvent.MAX_NAME).endsWith("n…");
        assertThat(event.event()).hasSize(LoggedEvent.MAX_NAME).endsWith("e…");
        assertThat(event.detail()).hasSize(LoggedEvent.MAX_DETAIL).endsWith("d…");
        assertThat(received("e", "d".repeat(LoggedEvent.MAX_DETAIL)).detail()).endsWith("dd");
    }

    @Test
    void aReaderContinuesWhereItStopped() {
        events.add(received("one", ""));
        events.add(received("two", ""));
        long read = events.after(0, ALL).last();
        assertThat(read).isEqualTo(events.last());
        assertThat(namesAfter(read)).isEmpty();
        events.add(received("three", ""));
        assertThat(namesAfter(read)).containsExactly("three");
        assertThat(namesAfter(1)).containsExactly("two", "three");
    }

    @Test
    void aReaderSkipsWhatItsFilterDoesNotSelect() {
        events.add(received("one", ""));
        events.add(received("two", ""));
        RecentEvents.Part part = events.after(0, new EventFilter("", "", "", "one"));
        assertThat(part.events()).extracting(LoggedEvent::event).containsExactly("one");
        assertThat(part.last()).isEqualTo(2);
    }

    @Test
    void aClearedLogGoesOnWithTheNextNumber() {
        events.add(received("one", ""));
        events.add(received("two", ""));
        events.clear();
        assertThat(namesAfter(0)).isEmpty();
        events.add(received("three", ""));
        assertThat(namesAfter(2)).containsExactly("three");
        assertThat(events.last()).isEqualTo(3);
    }
}
