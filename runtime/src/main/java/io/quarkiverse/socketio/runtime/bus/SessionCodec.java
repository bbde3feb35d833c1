package io.quarkiverse.socketio.runtime.bus;

import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;

/**
 * Encodes sessions for other servers, and decodes them. The parser has encoded the values of the application; direct events,
 * which were sent to one socket only, are encoded as they are sent to the client.
 * <p>
 * Thread: any; stateless.
 */
public final class SessionCodec {
    /** The lowest version of builds that can read what this one writes. */
    private static final int VERSION = 1;

    private SessionCodec() {
    }

    public static byte[] encode(StoredSession session) {
        StoredSession.Progress progress = session.progress();
        return new FieldWriter().int8(VERSION).string(session.id()).string(session.pid()).string(session.owner())
                .string(session.server()).strings(session.rooms()).bytes(session.data())
                .int64(progress.since()).int64(progress.position()).int64(progress.last()).int64(progress.numbers())
                .int64(progress.dropped().place()).int64(progress.dropped().direct())
                .list(progress.direct(), SessionCodec::write).toByteArray();
    }

    private static void write(FieldWriter out, SentEvent event) {
        out.int64(event.place()).int64(event.direct()).bool(event.compress()).packet(event.event());
    }

    /**
     * Decodes a session.
     *
     * @throws IllegalArgumentException if it is no session, or one of a later version
     */
    public static StoredSession decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes);
        int version = in.int8();
        if (version > VERSION) {
            throw new IllegalArgumentException("session of version " + version + ", known is " + VERSION);
        }
        return new StoredSession(in.string(), in.string(), in.string(), in.string(), in.strings(), in.bytes(),
                new StoredSession.Progress(in.int64(), in.int64(), in.int64(), in.int64(),
                        new Offset(in.int64(), in.int64()), in.list(SessionCodec::read)));
    }

    private static SentEvent read(FieldReader in) {
        long place = in.int64();
        long direct = in.int64();
        boolean compress = in.bool();
        return new SentEvent(place, direct, in.packet(), compress);
    }
}
