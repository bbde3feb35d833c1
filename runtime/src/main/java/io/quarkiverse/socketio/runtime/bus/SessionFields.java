package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.bus.SessionMessages.LeftSession;
import io.quarkiverse.socketio.runtime.bus.SessionMessages.MovedSession;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Origin;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore.Missed;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * What the fields of {@link SessionMessages} consist of.
 * <p>
 * Thread: any; stateless.
 */
final class SessionFields {
    private SessionFields() {
    }

    static void writeEstate(FieldWriter out, Estate estate) {
        out.string(estate.prefix()).string(estate.via()).int64(estate.position());
        writeNumbers(out, estate.heard());
        out.int64(estate.first()).list(estate.events(), SessionFields::writeKept);
    }

    static Estate readEstate(FieldReader in) {
        return new Estate(in.string(), in.string(), in.int64(), readNumbers(in), in.int64(),
                in.list(SessionFields::readKept), List.of());
    }

    private static void writeKept(FieldWriter out, Estate.Kept kept) {
        out.packet(kept.event()).selection(kept.selection()).string(kept.origin().server()).int64(kept.origin().number())
                .int64(kept.age().toMillis());
    }

    private static Estate.Kept readKept(FieldReader in) {
        return new Estate.Kept(in.packet(), in.selection(), new Origin(in.string(), in.int64()), readAge(in));
    }

    static void writeLeft(FieldWriter out, LeftSession left) {
        writeMoved(out, left.session());
        out.int64(left.since()).optional(left.former(), (to, former) -> to.string(former.offset()).string(former.here()))
                .int64(left.age().toMillis());
    }

    static LeftSession readLeft(FieldReader in) {
        return new LeftSession(readMoved(in), in.int64(),
                in.optional(former -> new StoredSession.Former(former.string(), former.string())), readAge(in));
    }

    /** No more than a week, whatever comes. */
    private static Duration readAge(FieldReader in) {
        return Duration.ofMillis(Math.max(0, Math.min(in.int64(), Duration.ofDays(7).toMillis())));
    }

    static void writeMoved(FieldWriter out, MovedSession session) {
        out.string(session.id()).string(session.pid()).strings(session.rooms()).bytes(session.data());
        writeNumbers(out, session.heard());
    }

    static MovedSession readMoved(FieldReader in) {
        return new MovedSession(in.string(), in.string(), in.strings(), in.bytes(), readNumbers(in));
    }

    static void writeMissed(FieldWriter out, Missed missed) {
        out.bool(missed.compress()).packet(missed.packet());
    }

    static Missed readMissed(FieldReader in) {
        boolean compress = in.bool();
        return new Missed(in.packet(), compress);
    }

    static void writeNumbers(FieldWriter out, Map<String, Long> numbers) {
        out.list(numbers.entrySet(), (to, number) -> to.string(number.getKey()).int64(number.getValue()));
    }

    static Map<String, Long> readNumbers(FieldReader in) {
        Map<String, Long> numbers = new HashMap<>();
        in.list(number -> numbers.put(number.string(), number.int64()));
        return numbers;
    }
}
