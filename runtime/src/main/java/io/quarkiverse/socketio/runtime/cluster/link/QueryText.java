package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Writes and reads the text form of {@link Query}: a name and its arguments, separated by blanks; that of a page is
 * {@code page <method> <target>} and, in the next line, its authorization. Users type the same text after {@code --cluster=}.
 * <p>
 * Thread: any; stateless.
 */
public final class QueryText {
    private static final String PAGE = "page";
    private static final String HEALTH = "health";

    private QueryText() {
    }

    /** Returns the name of a query: the first word of its text. */
    public static String name(Query<?> query) {
        return words(write(query))[0];
    }

    static String write(Query<?> query) {
        if (query instanceof Query.Health health) {
            String kind = health.checks().kind().name().toLowerCase(Locale.ROOT);
            return HEALTH + " " + kind + (health.checks().group().isEmpty() ? "" : " " + health.checks().group());
        } else if (query instanceof Query.Page page) {
            return PAGE + " " + page.method() + " " + page.target() + "\n" + page.authorization();
        } else if (query instanceof Query.Unknown unknown) {
            return unknown.text();
        } else if (query instanceof Query.Owner owner) {
            return "owner " + owner.incarnation();
        } else if (query instanceof Query.Scale scale) {
            return "scale " + scale.workers();
        } else if (query instanceof Query.ScaleBy scale) {
            return "scale-by " + scale.more();
        } else if (query instanceof Query.Signal signal) {
            return "signal " + signal.name() + (signal.worker().isPresent() ? " " + signal.worker().getAsInt() : "");
        }
        return query.getClass().getSimpleName().toLowerCase(Locale.ROOT); // without arguments
    }

    /** Reads any text; one that is no known query becomes a {@link Query.Unknown}. */
    public static Query<?> read(String text) {
        String[] words = words(text);
        try {
            return switch (words[0]) {
                case "readiness" -> new Query.Readiness();
                case "metrics" -> new Query.Metrics();
                case HEALTH -> new Query.Health(checks(words));
                case PAGE -> page(text);
                case "status" -> new Query.Status();
                case "state" -> new Query.State();
                case "link" -> new Query.Link();
                case "awaitrestart" -> new Query.AwaitRestart();
                case "owner" -> new Query.Owner(number(words, 1));
                case "scale" -> new Query.Scale(number(words, 1));
                case "scale-by" -> new Query.ScaleBy(number(words, 1));
                case "restart" -> new Query.Restart();
                case "rebalance" -> new Query.Rebalance();
                case "signal" -> signal(words);
                case "shutdown" -> new Query.Shutdown();
                default -> new Query.Unknown(text, unknownCommand(words[0]));
            };
        } catch (IllegalArgumentException e) {
            return new Query.Unknown(text, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the message that a query is no command. */
    public static String unknownCommand(Query<?> query) {
        return unknownCommand(name(query));
    }

    private static String unknownCommand(String name) {
        return "'" + name + "' is none of status, scale, scale-by, restart, rebalance, signal, shutdown";
    }

    /** Returns the words between white space, and no other characters; at least an empty one. */
    private static String[] words(String text) {
        return text.replaceFirst("^\\s+", "").split("\\s+");
    }

    private static Query.Signal signal(String[] words) {
        if (words.length < 2) {
            throw new IllegalArgumentException("signal needs a name, such as HUP");
        }
        return new Query.Signal(words[1], words.length > 2 ? OptionalInt.of(number(words, 2)) : OptionalInt.empty());
    }

    private static HealthChecks checks(String[] words) {
        HealthChecks.Kind kind = HealthChecks.Kind.valueOf(words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "");
        return new HealthChecks(kind, kind == HealthChecks.Kind.GROUP && words.length > 2 ? words[2] : "");
    }

    private static Query.Page page(String text) {
        int end = text.indexOf('\n');
        String[] words = (end < 0 ? text : text.substring(0, end)).split(" ", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("page needs a method and a target");
        }
        return new Query.Page(words[1], words[2], end < 0 ? "" : text.substring(end + 1));
    }

    private static int number(String[] words, int index) {
        try {
            return Integer.parseInt(words.length > index ? words[index] : "");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + words[0] + "' needs a number", e);
        }
    }
}
