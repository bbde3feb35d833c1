package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The text of a date in JavaScript, which is the {@code time} of a handshake in Node's servers and in the Admin UI.
 * <p>
 * Thread: any.
 */
public final class JavaScriptDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter
            .ofPattern("EEE MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private JavaScriptDate() {
    }

    /** Returns what {@code String(new Date(…))} is on a server whose time zone is UTC. */
    public static String text(Instant time) {
        return FORMAT.format(time);
    }
}
