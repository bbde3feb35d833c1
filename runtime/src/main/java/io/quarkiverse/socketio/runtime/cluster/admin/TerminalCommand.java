package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;

/**
 * What the arguments of the program ask for: {@code --cluster=scale=4} and {@code --cluster scale 4} are the same command.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface TerminalCommand {
    /** The option that makes a process send a command instead of starting the application. */
    String OPTION = "--cluster";
    /** How the commands are used. */
    String USAGE = """
            Usage: java -jar <jar>                       starts the application
                   java -jar <jar> --cluster=<command>   sends a command to its running cluster

            Commands:
              status           prints the state of all workers
              status --open    prints a link that opens the status page in a browser, once
              scale=<n>        changes the number of workers to n
              scale-by=<n>     changes the number of workers by n, which may be negative
              restart          replaces all workers, one after the other (rolling restart)
              restart --wait   the same, and waits for the end; exits with 1 if not all workers could be replaced
              rebalance        spreads the clients evenly over the workers
              signal=HUP       passes a signal to the application in all workers; signal=HUP,2 only in worker 2
              signal=QUIT      makes all workers print their threads; signal=QUIT,2 only worker 2
              signal=TERM,2    replaces worker 2
              shutdown         stops the cluster

            With --json, the reply is one line of JSON on standard output.
            The cluster is found by its port: add, before -jar, -Dquarkus.http.port=<port> if it is not the configured one.

            Exit codes: 0 executed or begun, 1 failed, 2 no such command, 3 no cluster is running,
            4 the cluster is another user's""";

    /** Nothing that concerns a cluster: the application is to be started. */
    record None() implements TerminalCommand {
    }

    /** @param ofCluster whether the arguments have the option too, so that an application's own help is not meant */
    record Help(boolean ofCluster) implements TerminalCommand {
    }

    /** No option of a cluster, but so similar to one that it is meant; one of the application, if it reads its arguments. */
    record Lookalike(String problem) implements TerminalCommand {
    }

    /** The option without a command that exists. */
    record Misuse(String problem, boolean json) implements TerminalCommand {
    }

    /**
     * @param text the command as a user types it after {@code --cluster=}
     * @param json whether the reply is to be JSON
     */
    record Send(Query<?> query, String text, boolean json) implements TerminalCommand {
        /** Returns whether the reply comes only when what was begun has finished. */
        boolean waits() {
            return query instanceof Query.AwaitRestart;
        }
    }

    /** Reads the arguments of the program. Those before the option are the application's, those after it must be known. */
    static TerminalCommand read(List<String> arguments) {
        Iterator<String> rest = arguments.iterator();
        boolean help = false;
        String lookalike = "";
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals(OPTION) || argument.startsWith(OPTION + "=")) {
                Words words = new Words();
                words.add(argument.equals(OPTION) ? "" : argument.substring(OPTION.length() + 1));
                rest.forEachRemaining(words::addArgument);
                return help ? new Help(true) : words.command();
            }
            help |= Words.HELP.contains(argument);
            lookalike = lookalike.isEmpty() ? SimilarOption.problem(argument) : lookalike;
        }
        return help ? new Help(false) : lookalike.isEmpty() ? new None() : new Lookalike(lookalike);
    }

    /** Collects the words of a command, and the options after it. */
    final class Words {
        private static final Set<String> HELP = Set.of("--help", "-help", "-h", "-?");
        private static final Pattern OPTION_NAME = Pattern.compile("-+[^0-9].*|-*");

        private final List<String> words = new ArrayList<>();
        private boolean help;
        private boolean json;
        private boolean wait;
        private boolean open;
        private String unknown = "";

        private void add(String text) {
            Arrays.stream(text.split("[=,\\s]+")).filter(word -> !word.isEmpty()).forEach(words::add);
        }

        private void addArgument(String argument) {
            switch (argument) {
                case "--json" -> json = true;
                case "--wait" -> wait = true;
                case "--open" -> open = true;
                default -> {
                    if (HELP.contains(argument)) {
                        help = true;
                    } else if (OPTION_NAME.matcher(argument).matches()) {
                        unknown = argument;
                    } else {
                        add(argument);
                    }
                }
            }
        }

        private TerminalCommand command() {
            String text = String.join(" ", words);
            if (help || text.equals("help")) {
                return new Help(true);
            } else if (!unknown.isEmpty()) {
                return new Misuse("There is no option " + unknown + " after " + OPTION, json);
            } else if (text.isEmpty()) {
                return new Misuse(OPTION + " needs a command, for instance " + OPTION + "=status", json);
            }
            return command(QueryText.read(text), text);
        }

        private TerminalCommand command(Query<?> query, String text) {
            if (query instanceof Query.Unknown broken) {
                return new Misuse(broken.problem(), json);
            } else if (!(query instanceof Query.Command) || query instanceof Query.Owner || query instanceof Query.State
                    || query instanceof Query.Link) {
                return new Misuse(QueryText.unknownCommand(query), json); // of workers and of this program only
            } else if (wait) {
                return query instanceof Query.Restart ? new Send(new Query.AwaitRestart(), text, json)
                        : new Misuse("--wait is for restart only", json);
            } else if (open) {
                return query instanceof Query.Status ? new Send(new Query.Link(), text, json)
                        : new Misuse("--open is for status only", json);
            }
            return new Send(json && query instanceof Query.Status ? new Query.State() : query, text, json);
        }
    }
}
