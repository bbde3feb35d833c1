package io.quarkiverse.socketio.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.chaos.Checker.Verdict;
import io.quarkiverse.socketio.it.chaos.Event.Message;
import io.quarkiverse.socketio.it.chaos.Event.Outcome;

/** Tests that the checker reports violations, and nothing else. */
class CheckerTest {
    private static final String ROOM = "all";
    private static final long GRACE = Checker.GRACE_MILLIS;

    private final List<Event> events = new ArrayList<>();

    @Test
    void deliveryToAllOnceAndInOrderIsValid() {
        twoPeers();
        for (int number = 1; number <= 3; number++) {
            send("a", number, 1000L * number);
            got("a", "a", number);
            got("b", "a", number);
        }
        Verdict verdict = Checker.check(events);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.demanded()).isEqualTo(6);
    }

    @Test
    void aDuplicateMessageIsReported() {
        twoPeers();
        send("a", 1, 1000);
        got("a", "a", 1);
        got("b", "a", 1);
        got("b", "a", 1);
        assertOnly("b got message 1 of a to all twice");
    }

    @Test
    void aReorderedMessageIsReported() {
        twoPeers();
        send("a", 1, 1000);
        send("a", 2, 1001);
        got("a", "a", 1);
        got("a", "a", 2);
        got("b", "a", 2);
        got("b", "a", 1);
        assertOnly("b got message 1 of a to all after number 2");
    }

    @Test
    void anyOrderOfDifferentSendersIsValid() {
        twoPeers();
        send("a", 1, 1000);
        send("b", 1, 1000);
        got("a", "b", 1);
        got("a", "a", 1);
        got("b", "a", 1);
        got("b", "b", 1);
        assertThat(Checker.check(events).violations()).isEmpty();
    }

    @Test
    void aLostMessageIsReported() {
        twoPeers();
        send("a", 1, 1000);
        got("a", "a", 1);
        assertOnly("b on worker 2 did not get message 1 of a to all on worker 1, sent at 1000");
    }

    @Test
    void aGapIsReported() {
        twoPeers();
        for (int number = 1; number <= 3; number++) {
            send("a", number, 1000);
            got("a", "a", number);
        }
        got("b", "a", 1);
        got("b", "a", 3);
        assertOnly("b on worker 2 did not get message 2 of a to all on worker 1, sent at 1000");
    }

    @Test
    void aPeerThatLeavesSoonMayMissAMessage() {
        twoPeers();
        send("a", 1, 1000);
        got("a", "a", 1);
        events.add(new Event.Closed(1001 + GRACE, "b"));
        assertThat(Checker.check(events).violations()).isEmpty();
    }

    @Test
    void aPeerThatLeavesLaterMustGetAMessage() {
        twoPeers();
        send("a", 1, 1000);
        got("a", "a", 1);
        events.add(new Event.Closed(1002 + GRACE, "b"));
        assertThat(Checker.check(events).violations()).hasSize(1);
    }

    @Test
    void aPeerThatJoinsAfterwardsMayMissAMessage() {
        twoPeers();
        send("a", 1, 1000);
        got("a", "a", 1);
        got("b", "a", 1);
        events.add(new Event.Opened(1000, "c", 1));
        events.add(new Event.Joined(1001, "c", ROOM));
        assertThat(Checker.check(events).violations()).isEmpty();
    }

    @Test
    void messagesOfAHarmedWorkerMayBeLost() {
        twoPeers();
        events.add(new Event.Harmed(50_000, 2, "stopped"));
        events.add(new Event.Well(60_000));
        long[] excused = { 50_000 - GRACE, 55_000, 60_000 + GRACE };
        long[] expected = { 50_000 - 2 * GRACE - 2, 60_001 + GRACE };
        int number = 0;
        for (long at : excused) {
            send("a", ++number, at);
            got("a", "a", number);
        }
        assertThat(Checker.check(events).violations()).isEmpty();
        for (long at : expected) {
            send("a", ++number, at);
            got("a", "a", number);
        }
        assertThat(Checker.check(events).violations()).hasSize(expected.length);
    }

    @Test
    void messagesOfUnharmedWorkersMustArrive() {
        twoPeers();
        events.add(new Event.Opened(0, "c", 3));
        events.add(new Event.Joined(1, "c", ROOM));
        events.add(new Event.Harmed(1000, 2, "stopped"));
        send("a", 1, 1000);
        got("a", "a", 1);
        assertOnly("c on worker 3 did not get message 1 of a to all on worker 1, sent at 1000");
    }

    @Test
    void aMessageWhoseWriteFailedMayBeLost() {
        twoPeers();
        events.add(new Event.Sent(1000, Event.NEVER, new Message("a", ROOM, 1)));
        assertThat(Checker.check(events).violations()).isEmpty();
    }

    @Test
    void anUnsentOrMisdirectedMessageIsReported() {
        twoPeers();
        got("b", "a", 7);
        assertOnly("b got message 7 of a to all, which was never sent");
        events.clear();
        twoPeers();
        events.add(new Event.Joined(2, "a", "a"));
        events.add(new Event.Sent(1000, 1001, new Message("a", "a", 1)));
        events.add(new Event.Got(1000, "a", new Message("a", "a", 1)));
        events.add(new Event.Got(1000, "b", new Message("a", "a", 1)));
        assertOnly("b got message 1 of a to a and is not in that room");
    }

    @Test
    void aRequestMayFailOnlyWhileAWorkerIsHarmed() {
        events.add(new Event.Harmed(50_000, 2, "killed"));
        events.add(new Event.Well(60_000));
        events.add(new Event.Asked(55_000, 55_001, Outcome.FAILED, "reset"));
        events.add(new Event.Asked(70_000, 70_001, Outcome.ANSWERED, ""));
        assertThat(Checker.check(events).violations()).isEmpty();
        events.add(new Event.Asked(70_000, 70_001, Outcome.FAILED, "reset"));
        assertOnly("a request failed while nothing was harmed: reset");
    }

    @Test
    void aWrongResponseIsAlwaysReported() {
        events.add(new Event.Harmed(50_000, 2, "killed"));
        events.add(new Event.Asked(55_000, 55_001, Outcome.WRONG, "2 instead of 1"));
        assertOnly("a request was answered with what was not for it: 2 instead of 1");
    }

    @Test
    void keptMessagesThatArriveOnceAndInOrderAreValidDuringFaults() {
        keptMessages();
        for (int number = 1; number <= 3; number++) {
            gotKept(1000 * number, "a", number);
            gotKept(90_000 + number, "b", number);
        }
        Verdict verdict = Checker.check(events);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.demanded()).isEqualTo(6);
    }

    @Test
    void aGapInKeptMessagesIsReportedDuringFaults() {
        keptMessages();
        for (int number = 1; number <= 3; number++) {
            gotKept(50_000, "a", number);
        }
        gotKept(50_000, "b", 1);
        gotKept(50_000, "b", 3);
        assertOnly("b did not get message 2 of s to all, which is kept");
    }

    @Test
    void aKeptMessageLostAtTheEndIsReported() {
        keptMessages();
        gotKept(50_000, "a", 1);
        gotKept(50_000, "a", 2);
        gotKept(50_000, "b", 1);
        assertOnly("b did not get message 2 of s to all, which is kept");
    }

    @Test
    void aKeptMessageLostAtTheBeginningIsReported() {
        keptMessages();
        gotKept(1 + GRACE, "a", 1);
        gotKept(50_000, "a", 2);
        gotKept(50_000, "b", 2);
        assertOnly("b did not get message 1 of s to all, which is kept");
    }

    @Test
    void keptMessagesOfWhichNoneArrivedAreReported() {
        keptMessages();
        gotKept(1 + GRACE, "a", 1);
        assertOnly("b did not get message 1 of s to all, which is kept");
    }

    @Test
    void aKeptMessageThatReachedNoPeerIsReported() {
        keptMessages();
        for (int number : new int[] { 1, 3 }) {
            gotKept(50_000, "a", number);
            gotKept(50_000, "b", number);
        }
        events.add(new Event.Sent(1, 1, new Message("s", ROOM, 4)));
        assertThat(Checker.check(events).violations()).containsExactlyInAnyOrder(
                "a did not get message 2 of s to all, which is kept", "b did not get message 2 of s to all, which is kept",
                "a did not get message 4 of s to all, which is kept", "b did not get message 4 of s to all, which is kept");
    }

    @Test
    void duplicateReorderedAndMisdirectedKeptMessagesAreReported() {
        keptMessages();
        for (int number = 1; number <= 3; number++) {
            gotKept(50_000, "a", number);
        }
        gotKept(50_000, "b", 1);
        gotKept(50_000, "b", 3);
        gotKept(50_000, "b", 2);
        gotKept(50_000, "b", 2);
        events.add(new Event.Got(50_000, "b", new Message("s", "other", 1)));
        assertThat(Checker.check(events).violations()).containsExactlyInAnyOrder(
                "b got message 2 of s to all after number 3", "b got message 2 of s to all twice",
                "b got message 1 of s to other and is not in that room");
    }

    @Test
    void aNewPeerMayMissKeptMessagesBeforeItsJoinAndAfterItsClose() {
        keptMessages();
        events.add(new Event.Opened(50_000, "c", 3));
        events.add(new Event.Joined(50_000, "c", ROOM));
        events.add(new Event.Closed(49_000, "b"));
        for (int number = 1; number <= 3; number++) {
            gotKept(49_000 + 500 * number, "a", number);
        }
        gotKept(48_000, "b", 1);
        gotKept(50_001, "c", 3);
        assertThat(Checker.check(events).violations()).isEmpty();
    }

    @Test
    void numbersAcknowledgedInOrderAreValid() {
        twoPeers();
        events.add(new Event.Acknowledged(1000, "a", 1, 1, 0));
        events.add(new Event.Acknowledged(1001, "a", 2, 2, 2)); // the first response was lost
        events.add(new Event.Acknowledged(1002, "a", 3, 2, 2));
        assertThat(Checker.check(events).violations()).isEmpty();
        assertThat(Checker.check(events).answered()).isEqualTo(3);
    }

    @Test
    void aForgottenAcknowledgedNumberIsReported() {
        twoPeers();
        events.add(new Event.Acknowledged(1000, "a", 1, 1, 0));
        events.add(new Event.Acknowledged(1001, "a", 2, 1, 0));
        assertOnly("a said number 2, attempt 1, when the server had received number 0");
    }

    @Test
    void anAcknowledgementOfAnotherNumberIsReported() {
        twoPeers();
        events.add(new Event.Acknowledged(1000, "a", 1, 1, 1));
        events.add(new Event.Acknowledged(1001, "a", 3, 1, 2));
        assertThat(Checker.check(events).violations()).containsExactly(
                "a said number 1, attempt 1, when the server had received number 1",
                "a was acknowledged number 3 after number 1");
    }

    /** Adds messages of a sender whose worker is none of theirs, while all workers are harmed all the time. */
    private void keptMessages() {
        twoPeers();
        events.add(new Event.Harmed(0, Event.ALL, "killed"));
        events.add(new Event.Kept("s"));
    }

    private void gotKept(long at, String peer, int number) {
        events.add(new Event.Got(at, peer, new Message("s", ROOM, number)));
    }

    private void twoPeers() {
        events.add(new Event.Opened(0, "a", 1));
        events.add(new Event.Joined(1, "a", ROOM));
        events.add(new Event.Opened(0, "b", 2));
        events.add(new Event.Joined(1, "b", ROOM));
    }

    private void send(String sender, int number, long at) {
        events.add(new Event.Sent(at, at + 1, new Message(sender, ROOM, number)));
    }

    private void got(String peer, String sender, int number) {
        events.add(new Event.Got(0, peer, new Message(sender, ROOM, number)));
    }

    private void assertOnly(String violation) {
        assertThat(Checker.check(events).violations()).containsExactly(violation);
    }
}
