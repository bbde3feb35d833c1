package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Sessions and packets in this process, each for the same time and within limits: beyond them the oldest are dropped, and who
 * needed them gets a new session. An alarm is set while there is anything to forget.
 * <p>
 * Thread: any. Its lock is held for memory alone.
 */
public final class MemorySessions implements SessionStore {
    private static final Logger LOG = Logger.getLogger(MemorySessions.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Servers that left and are inherited from; each has as much as this one may have. */
    private static final int MOST_ESTATES = 4;

    /**
     * What is kept of one namespace.
     *
     * @param time how long
     * @param bytes of packets
     */
    public record Limits(Duration time, int packets, long bytes, int sessions) {
    }

    private final Limits limits;
    private final AdapterEvents events;
    private final Alarm alarm;
    private final KeptBytes kept;
    private final LongSupplier nanoTime;
    /** Guarded by this, as all below. */
    private final SessionShelf own;
    private final PacketLog log;
    /** Those of servers that left, by the prefixes of their offsets, the oldest first. */
    private final Map<String, SessionShelf> inherited = new LinkedHashMap<>();
    /** The ids of the sockets that went to other servers, and when. */
    private final Map<String, Long> moved = new LinkedHashMap<>();
    private boolean bequeathed;
    private @Nullable Runnable cancelAlarm;
    private boolean closed;

    /** @param budget what is kept counts against; if it is cut, the older half is dropped */
    public MemorySessions(Limits limits, AdapterEvents events, Alarm alarm, LongSupplier nanoTime, MemoryBudget budget) {
        this.kept = new KeptBytes(budget, this::onCut);
        this.limits = limits;
        this.events = events;
        this.alarm = alarm;
        this.nanoTime = nanoTime;
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        this.log = new PacketLog(Base64.getUrlEncoder().encodeToString(random) + ".");
        this.own = new SessionShelf(log, "");
    }

    @Override
    public synchronized void persist(StoredSession session) {
        if (!closed) {
            own.put(session, nanoTime.getAsLong(), limits.sessions());
            count();
            setAlarm();
        }
    }

    @Override
    public synchronized @Nullable StoredSession restore(String pid, String offset) {
        if (own.holds(pid)) {
            StoredSession session = own.take(pid, offset, nanoTime.getAsLong(), limits.time());
            count();
            return session;
        }
        Handover handover = takeInherited(pid, offset);
        return handover == null ? null : adopt(handover, offset);
    }

    @Override
    public synchronized void forget(Selection selection) {
        own.forget(selection);
        inherited.values().forEach(shelf -> shelf.forget(selection));
        count();
    }

    @Override
    public synchronized EncodedPacket append(EncodedPacket event, Selection selection, Origin origin) {
        EncodedPacket packet = events.withOffset(event, log.offsetOf(log.position() + 1));
        if (closed) {
            log.skip(origin);
        } else {
            keep(new PacketLog.Entry(event, selection, origin, nanoTime.getAsLong()));
        }
        return packet;
    }

    @Override
    public synchronized @Nullable EncodedPacket appendHere(String id, EncodedPacket event, Selection selection) {
        return bequeathed || moved.containsKey(id) ? null : append(event, selection, Origin.LOCAL);
    }

    private void move(String id) {
        moved.put(id, nanoTime.getAsLong());
        if (moved.size() > limits.sessions()) {
            moved.remove(moved.keySet().iterator().next());
        }
        setAlarm();
    }

    private void keep(PacketLog.Entry entry) {
        log.append(entry);
        dropOld(entry.at());
        count();
        setAlarm();
    }

    @Override
    public synchronized long position() {
        return log.position();
    }

    @Override
    public synchronized @Nullable List<Missed> missed(String offset, String id, Set<String> rooms) {
        long number = log.numberOf(offset);
        if (!log.reachesBackTo(number)) {
            return null;
        }
        List<Missed> missed = new ArrayList<>();
        for (PacketLog.Sent sent : log.after(number, id, rooms)) {
            missed.add(new Missed(events.withOffset(sent.entry().event(), sent.offset()),
                    sent.entry().selection().flags().compress()));
        }
        return missed;
    }

    @Override
    public synchronized boolean holdsAny() {
        return own.size() > 0 || !inherited.isEmpty();
    }

    @Override
    public synchronized boolean holds(String pid) {
        return own.holds(pid) || shelfOf(pid) != null;
    }

    private @Nullable SessionShelf shelfOf(String pid) {
        return inherited.values().stream().filter(shelf -> shelf.isComplete() && shelf.holds(pid)).findAny().orElse(null);
    }

    @Override
    public synchronized @Nullable Handover handOver(String pid, String offset) {
        if (!own.holds(pid)) {
            Handover handover = takeInherited(pid, offset);
            return handover == null ? null : log.catchUp(handover);
        }
        StoredSession session = own.take(pid, offset, nanoTime.getAsLong(), limits.time());
        count();
        if (session == null) {
            return null;
        }
        move(session.id());
        return own.handOver(session, offset);
    }

    /** What a client missed until the last server that left knew no more. */
    private @Nullable Handover takeInherited(String pid, String offset) {
        SessionShelf shelf = shelfOf(pid);
        StoredSession session = shelf == null ? null : shelf.take(pid, offset, nanoTime.getAsLong(), limits.time());
        if (shelf == null || session == null) {
            return null;
        }
        Handover handover = shelf.handOver(session, offset);
        for (int i = 0; i < MOST_ESTATES && handover != null; i++) { // each server that had it before it came here
            shelf = inherited.get(shelf.via());
            if (shelf == null) {
                return handover;
            }
            handover = shelf.log().catchUp(handover);
        }
        return handover;
    }

    @Override
    public synchronized List<Estate> bequeath() {
        long now = nanoTime.getAsLong();
        dropOld(now);
        List<Estate> all = new ArrayList<>();
        if (own.size() > 0 || !inherited.isEmpty()) {
            all.add(own.toEstate(now, ""));
            inherited.values().stream().filter(SessionShelf::isComplete)
                    .forEach(shelf -> all.add(shelf.toEstate(now, log.prefix())));
        }
        close();
        bequeathed = true;
        return all;
    }

    @Override
    public synchronized void inherit(Estate part, boolean last) {
        if (closed) {
            return;
        }
        SessionShelf shelf = inherited.computeIfAbsent(part.prefix(), prefix -> new SessionShelf(
                new PacketLog(prefix, part.position()), part.via()));
        shelf.add(part, last, limits, nanoTime.getAsLong());
        if (inherited.size() > MOST_ESTATES) {
            inherited.remove(inherited.keySet().iterator().next());
        }
        count();
        setAlarm();
    }

    @Override
    public synchronized @Nullable StoredSession adopt(Handover handover, String offset) {
        Handover whole = log.catchUp(handover);
        log.heard().learn(handover.heard());
        if (whole == null || closed) {
            return null;
        }
        StoredSession session = handover.session();
        moved.remove(session.id());
        long before = log.position();
        for (Missed missed : whole.missed()) {
            keep(new PacketLog.Entry(missed.packet(), Selection.ofSocket(session.id(),
                    Flags.DEFAULT.compressed(missed.compress())), Origin.LOCAL, nanoTime.getAsLong()));
        }
        return !log.reachesBackTo(before) ? null
                : new StoredSession(session.id(), session.pid(), session.rooms(), session.data(), before,
                        new StoredSession.Former(offset, log.offsetOf(before)));
    }

    @Override
    public synchronized Map<String, Long> heard() {
        return log.heard().last();
    }

    @Override
    public synchronized void learn(Map<String, Long> theirs) {
        log.heard().learn(theirs);
    }

    @Override
    public synchronized void close() {
        closed = true;
        own.clear();
        inherited.clear();
        moved.clear();
        kept.close();
        if (cancelAlarm != null) {
            cancelAlarm.run();
            cancelAlarm = null;
        }
    }

    private boolean isOver(long at, long now) {
        return now - at >= limits.time().toNanos();
    }

    private void dropOld(long now) {
        log.dropWhile(oldest -> log.size() > limits.packets() || log.bytes() > limits.bytes() || isOver(oldest.at(), now));
    }

    private void dropGone(long now) {
        own.dropOld(now, limits.time());
        inherited.values().forEach(shelf -> shelf.dropOld(now, limits.time()));
        moved.values().removeIf(at -> isOver(at, now));
        inherited.values().removeIf(shelf -> shelf.isSpent(now, limits.time()) && !isVia(shelf));
        count();
    }

    private void count() {
        kept.set(bytes());
    }

    private long bytes() {
        long bytes = own.bytes();
        for (SessionShelf shelf : inherited.values()) {
            bytes += shelf.bytes();
        }
        return bytes;
    }

    /** On the thread of anybody, who may hold this lock or others. */
    private void onCut() {
        try {
            alarm.set(Duration.ZERO, this::shrink);
        } catch (RejectedExecutionException e) {
            LOG.debug("The process ends, and with it all that is kept");
        }
    }

    private synchronized void shrink() {
        if (!closed) {
            inherited.values().forEach(shelf -> shelf.shrink(shelf.bytes() / 2));
            own.shrink(own.bytes() / 2);
            kept.setAfterCut(bytes());
        }
    }

    /** Whether another one needs it. */
    private boolean isVia(SessionShelf shelf) {
        return inherited.values().stream().anyMatch(other -> other.size() > 0 && other.via().equals(shelf.log().prefix()));
    }

    private void setAlarm() {
        if (cancelAlarm == null) {
            try {
                cancelAlarm = alarm.set(limits.time(), this::onAlarm);
            } catch (RejectedExecutionException e) {
                close(); // the process ends, and with it all that is kept
            }
        }
    }

    private void onAlarm() {
        sweep();
        if (!holdsAny()) { // not under the lock
            events.onNothingKept();
        }
    }

    private synchronized void sweep() {
        cancelAlarm = null;
        if (closed) {
            return;
        }
        long now = nanoTime.getAsLong();
        dropOld(now);
        dropGone(now);
        if (log.size() > 0 || own.size() > 0 || !inherited.isEmpty() || !moved.isEmpty()) {
            setAlarm();
        }
    }

    /** How many packets and sessions are kept; for tests. */
    synchronized List<Integer> sizes() {
        return List.of(log.size(), own.size());
    }
}
