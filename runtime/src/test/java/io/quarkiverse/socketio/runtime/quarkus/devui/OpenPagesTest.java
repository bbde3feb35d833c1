package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class OpenPagesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final OpenPages pages = new OpenPages();
    private final AtomicLong version = new AtomicLong();

    private AssertSubscriber<String> open() {
        return pages.whenChanged(version::get, () -> "item " + version.get())
                .subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    @AfterEach
    void close() {
        pages.close();
    }

    @Test
    void aPageGetsAnItemAtOnceAndAfterEachChange() {
        AssertSubscriber<String> page = open();
        page.awaitItems(1, LIMIT).assertItems("item 0");
        version.set(7);
        page.awaitItems(2, LIMIT).assertItems("item 0", "item 7");
    }

    @Test
    void onePageMoreThanAreAllowedEndsTheOldest() {
        List<AssertSubscriber<String>> all = new ArrayList<>();
        for (int i = 0; i <= OpenPages.MAX_PAGES; i++) {
            all.add(open());
        }
        all.get(0).awaitCompletion(LIMIT);
        all.get(1).awaitItems(1, LIMIT);
        all.get(OpenPages.MAX_PAGES).awaitItems(1, LIMIT);
        version.incrementAndGet();
        all.get(1).awaitItems(2, LIMIT);
        all.get(OpenPages.MAX_PAGES).awaitItems(2, LIMIT);
    }

    @Test
    void aPageThatUnsubscribesMakesRoomForAnother() {
        AssertSubscriber<String> first = open();
        first.awaitItems(1, LIMIT);
        for (int i = 0; i < OpenPages.MAX_PAGES; i++) {
            open().awaitItems(1, LIMIT).cancel();
        }
        version.incrementAndGet();
        first.awaitItems(2, LIMIT);
    }

    @Test
    void theEndOfTheApplicationEndsTheUpdates() {
        AssertSubscriber<String> page = open();
        pages.close();
        page.awaitCompletion(LIMIT);
    }
}
