package io.quarkiverse.socketio.it.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.socketio.it.chaos.Event.Message;

/**
 * Judges a history, which is all it looks at:
 * <ul>
 * <li>no peer got a message twice, one that no peer sent, or one of a room that it had not joined;
 * <li>what a peer got of one sender in one room has growing numbers;
 * <li>what was sent while the sender, a peer in the room and both their workers lived, none of them harmed from
 * {@link #GRACE_MILLIS} before until as long after, that peer got at some time;
 * <li>of a sender whose messages are {@link Event.Kept}, a peer got one after the other without a gap, up to the last one that
 * anybody got, and nothing that was done to workers is an excuse;
 * <li>each number of a peer was received once, and no acknowledged number was forgotten;
 * <li>a plain request was answered, rightly, unless the cluster was harmed about then.
 * </ul>
 */
final class Checker {
    /** The time until a client notices the end of its session, on a busy machine. */
    static final long GRACE_MILLIS = 5000;

    private final Map<String, Peer> peers = new HashMap<>();
    private final List<Harm> harms = new ArrayList<>();
    private final List<Event.Sent> sent = new ArrayList<>();
    private final Set<Message> known = new HashSet<>();
    private final Set<String> keptSenders = new HashSet<>();
    private final Map<Line, Kept> kept = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int demanded;
    private int answered;

    private static final class Peer {
        final String name;
        final int worker;
        final Map<String, Long> rooms = new HashMap<>();
        final Set<Message> got = new HashSet<>();
        final Map<String, Integer> last = new HashMap<>();
        long closed = Event.NEVER;
        int acknowledged;

        Peer(String name, int worker) {
            this.name = name;
            this.worker = worker;
        }

        boolean livesUntil(long time) {
            return closed > time;
        }
    }

    private record Line(String sender, String room) {
        Line(Message message) {
            this(message.sender(), message.room());
        }
    }

    /** The kept messages of a sender to one room. */
    private static final class Kept {
        /** Earliest send time by number. */
        final Map<Integer, Long> since = new HashMap<>();
        int last;
    }

    private record Harm(long from, int worker, long[] until) {
        boolean touches(int other, long start, long end) {
            return (worker == Event.ALL || worker == other || other == Event.ALL)
                    && from - GRACE_MILLIS <= end && start <= until[0] + GRACE_MILLIS;
        }
    }

    /**
     * The result of a check.
     *
     * @param violations none if all is well
     * @param demanded deliveries that had to happen, and did
     * @param answered plain requests
     */
    record Verdict(List<String> violations, int demanded, int answered) {
    }

    private Checker() {
    }

    static Verdict check(List<Event> events) {
        Checker checker = new Checker();
        // an event may be recorded after its delivery
        events.forEach(checker::note);
        events.forEach(checker::judge);
        checker.sent.forEach(checker::mustHaveArrived);
        checker.kept.forEach(checker::mustBeWhole);
        return new Verdict(checker.violations, checker.demanded, checker.answered);
    }

    private void note(Event event) {
        if (event instanceof Event.Opened opened) {
            peers.put(opened.peer(), new Peer(opened.peer(), opened.worker()));
        } else if (event instanceof Event.Joined joined) {
            peers.get(joined.peer()).rooms.put(joined.room(), joined.at());
        } else if (event instanceof Event.Closed closed) {
            Peer peer = peers.get(closed.peer());
            peer.closed = Math.min(peer.closed, closed.at());
        } else if (event instanceof Event.Sent one) {
            onSent(one);
        } else if (event instanceof Event.Kept sender) {
            keptSenders.add(sender.sender());
        } else if (event instanceof Event.Got got && keptSenders.contains(got.message().sender())) {
            keep(got.message(), got.at() - GRACE_MILLIS);
        } else if (event instanceof Event.Harmed harmed) {
            harms.add(new Harm(harmed.at(), harmed.worker(), new long[] { Event.NEVER / 2 }));
        } else if (event instanceof Event.Well well) {
            harms.forEach(harm -> harm.until[0] = Math.min(harm.until[0], well.at()));
        }
    }

    private void onSent(Event.Sent one) {
        if (keptSenders.contains(one.message().sender())) {
            keep(one.message(), one.at());
        } else {
            sent.add(one);
            known.add(one.message());
        }
    }

    private void keep(Message message, long since) {
        Kept line = kept.computeIfAbsent(new Line(message), key -> new Kept());
        line.last = Math.max(line.last, message.number());
        line.since.merge(message.number(), since, Math::min);
    }

    private void judge(Event event) {
        if (event instanceof Event.Got got) {
            onGot(peers.get(got.peer()), got.message());
        } else if (event instanceof Event.Acknowledged acknowledged) {
            onAcknowledged(peers.get(acknowledged.peer()), acknowledged);
        } else if (event instanceof Event.Asked asked) {
            onAsked(asked);
        }
    }

    private void onGot(Peer peer, Message message) {
        if (!known.contains(message) && !keptSenders.contains(message.sender())) {
            violations.add(peer.name + " got " + message + ", which was never sent");
        } else if (!peer.rooms.containsKey(message.room())) {
            violations.add(peer.name + " got " + message + " and is not in that room");
        }
        if (!peer.got.add(message)) {
            violations.add(peer.name + " got " + message + " twice");
            return;
        }
        Integer last = peer.last.put(message.sender() + " " + message.room(), message.number());
        if (last != null && last > message.number()) {
            violations.add(peer.name + " got " + message + " after number " + last);
        }
    }

    private void onAcknowledged(Peer peer, Event.Acknowledged event) {
        int number = event.number();
        if (number != peer.acknowledged + 1) {
            violations.add(peer.name + " was acknowledged number " + number + " after number " + peer.acknowledged);
        }
        boolean lastBefore = event.before() == number && event.attempts() > 1;
        if (event.before() != number - 1 && !lastBefore) {
            violations.add(peer.name + " said number " + number + ", attempt " + event.attempts()
                    + ", when the server had received number " + event.before());
        }
        peer.acknowledged = number;
        answered++;
    }

    private void onAsked(Event.Asked asked) {
        switch (asked.outcome()) {
            case ANSWERED -> answered++;
            case WRONG -> violations.add("a request was answered with what was not for it: " + asked.detail());
            case FAILED -> {
                if (!isHarmed(Event.ALL, asked.at(), asked.done())) {
                    violations.add("a request failed while nothing was harmed: " + asked.detail());
                }
            }
        }
    }

    private boolean isHarmed(int worker, long from, long to) {
        return harms.stream().anyMatch(harm -> harm.touches(worker, from, to));
    }

    private void mustHaveArrived(Event.Sent one) {
        Peer sender = peers.get(one.message().sender());
        if (one.done() == Event.NEVER) {
            return;
        }
        long end = one.done() + GRACE_MILLIS;
        if (!sender.livesUntil(end) || isHarmed(sender.worker, one.at(), end)) {
            return;
        }
        for (Peer peer : peers.values()) {
            Long joined = peer.rooms.get(one.message().room());
            if (joined != null && joined <= one.at() && peer.livesUntil(end) && !isHarmed(peer.worker, one.at(), end)) {
                demanded++;
                if (!peer.got.contains(one.message())) {
                    violations.add(peer.name + " on worker " + peer.worker + " did not get " + one.message() + " on worker "
                            + sender.worker + ", sent at " + one.at());
                }
            }
        }
    }

    private void mustBeWhole(Line line, Kept messages) {
        for (Peer peer : peers.values()) {
            Long joined = peer.rooms.get(line.room);
            if (joined != null) {
                mustHaveAll(peer, joined, line, messages);
            }
        }
    }

    /** A closed peer got all messages before its close; it knows that it may have missed later ones. */
    private void mustHaveAll(Peer peer, long joined, Line line, Kept messages) {
        boolean due = false;
        int last = peer.closed == Event.NEVER ? messages.last : peer.last.getOrDefault(line.sender + " " + line.room, 0);
        for (int number = 1; number <= last; number++) {
            Message message = new Message(line.sender, line.room, number);
            boolean got = peer.got.contains(message);
            due |= got || messages.since.getOrDefault(number, Long.MIN_VALUE) >= joined;
            demanded += due ? 1 : 0;
            if (due && !got) {
                violations.add(peer.name + " did not get " + message + ", which is kept");
            }
        }
    }
}
