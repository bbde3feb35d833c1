package io.quarkiverse.socketio.runtime.log;

import java.util.Collection;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

/**
 * The categories of debug lines that show the protocol at work, so that one session can be followed by its id. They are named
 * after what Node's servers show with {@code DEBUG=engine,socket.io*}, not after classes, and are part of the manual.
 *
 * <pre>{@code
 * quarkus.log.category."io.quarkiverse.socketio.engine".level=DEBUG
 * }</pre>
 *
 * Lines for each packet are built behind {@link Logger#isDebugEnabled()}, so that they cost one check when they are off. Names
 * that clients choose are logged by {@link #quoted}.
 * <p>
 * Thread: any.
 */
public final class DebugLog {
    /** Requests, sessions, transports, packets and heartbeats of Engine.IO. Each line begins with the session id. */
    public static final Logger ENGINE = Logger.getLogger("io.quarkiverse.socketio.engine");
    /** Sockets: namespaces, events, acknowledgements, rooms. Each line begins with the session id and the namespace. */
    public static final Logger SOCKET = Logger.getLogger("io.quarkiverse.socketio.socket");
    /** Broadcasts and requests to other servers. Each line begins with the namespace. */
    public static final Logger ADAPTER = Logger.getLogger("io.quarkiverse.socketio.adapter");
    /** Connections on their way from the primary to the workers, and requests relayed between workers. */
    public static final Logger CLUSTER = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private static final int MAX_CHARACTERS = 100;
    private static final int MAX_MESSAGE = 400;
    private static final int MAX_NAMES = 10;

    private DebugLog() {
    }

    /** Returns a name that clients may have chosen: as it is if it is short and plain, else as {@link #quoted}. */
    public static String name(String text) {
        boolean plain = !text.isEmpty() && text.length() <= MAX_CHARACTERS
                && text.chars().allMatch(next -> next > ' ' && next < 0x7f && next != '"');
        return plain ? text : quoted(text);
    }

    /** Returns names in quotes, the first ones if there are many. */
    public static String names(Collection<String> texts) {
        String first = texts.stream().limit(MAX_NAMES).map(DebugLog::quoted).collect(Collectors.joining(", "));
        return texts.size() > MAX_NAMES ? first + " and " + (texts.size() - MAX_NAMES) + " more" : first;
    }

    /** Returns a text in quotes, at most 100 characters of it, with {@code ?} for what could forge or break a line. */
    public static String quoted(String text) {
        String start = printable(text, MAX_CHARACTERS).replace('"', '?');
        return '"' + start + (text.length() > MAX_CHARACTERS ? "\"…" : "\"");
    }

    /** Returns the first line of a message, of which clients may have chosen parts: at most 400 characters, as above. */
    public static String message(String text) {
        String line = text.lines().findFirst().orElse("");
        return printable(line, MAX_MESSAGE) + (line.length() > MAX_MESSAGE ? "…" : "");
    }

    /** Returns a whole line of the log, of which clients may have chosen parts, with {@code ?} for what could forge or break it. */
    static String line(String text) {
        return printable(text, text.length());
    }

    private static String printable(String text, int max) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), max); i++) {
            char next = text.charAt(i);
            printable.append(Character.isISOControl(next) || Character.getType(next) == Character.LINE_SEPARATOR
                    || Character.getType(next) == Character.PARAGRAPH_SEPARATOR || Character.isSurrogate(next) ? '?' : next);
        }
        return printable.toString();
    }
}
