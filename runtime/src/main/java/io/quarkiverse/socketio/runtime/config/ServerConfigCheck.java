package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;

/**
 * Finds values that have the right type but with which the server cannot start, or that cannot be meant: times in milliseconds
 * without a unit, as Node's server has them, origins without a scheme, which no browser sends, addresses of broadcasts that
 * Socket.IO reserves, and what the options of the core refuse. A single process checks them when it starts, a cluster before it
 * starts workers, and so does a worker that is to replace one of an earlier build.
 * <p>
 * Thread: any; stateless.
 */
public record ServerConfigCheck(SmallRyeConfig config) {
    private static final String PREFIX = "quarkus.socketio.";
    private static final List<String> TIMES = List.of("ping-interval", "ping-timeout", "upgrade-timeout", "connect-timeout");
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MILLIS = 1000;
    /** What the options of the core check. */
    private static final List<Consumer<SocketIOConfig>> OPTIONS = List.of(CoreOptions::engineOptions,
            server -> CoreOptions.capacity(server, Long.MAX_VALUE),
            CoreOptions::compression, server -> CoreOptions.serverOptions(server, MistakeReports.none()),
            server -> CoreOptions.keptEvents(server.recovery()), server -> CoreOptions.cookie(server.cookie(), sid -> sid));

    /** Returns what is wrong, a sentence for each value, with the key, the value and what to write instead. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(problemsOfServer());
        problems.addAll(new ConnectionConfigCheck(config).problems());
        return problems;
    }

    /** Returns the same for the keys of this extension only, which do not depend on files. */
    public List<String> problemsOfServer() {
        List<String> problems = new ArrayList<>();
        for (String key : TIMES) {
            Optional<Duration> time = config.getOptionalValue(PREFIX + key, Duration.class);
            if (time.isPresent() && time.get().compareTo(LONGEST) > 0) {
                problems.add(timeProblem(PREFIX + key, time.get()));
            }
        }
        addOrigins(problems);
        for (String address : config.getOptionalValues(PREFIX + "bridge.addresses", String.class).orElse(List.of())) {
            if (ReservedEvents.containsServerSide(address)) {
                problems.add(PREFIX + "bridge.addresses: " + address
                        + " is an event name that Socket.IO reserves: choose another address");
            }
        }
        addOptions(problems);
        return problems;
    }

    private void addOrigins(List<String> problems) {
        Optional<List<String>> own = config.getOptionalValues(PREFIX + "origins", String.class);
        for (String origin : own.orElse(List.of())) {
            if (!isOrigin(origin.trim())) {
                problems.add(originProblem(origin));
            }
        }
        String cors = "quarkus.http.cors.origins"; // the default
        String key = own.isPresent() ? PREFIX + "origins" : cors;
        for (String origin : own.or(() -> config.getOptionalValues(cors, String.class)).orElse(List.of())) {
            try {
                if (isPattern(origin)) {
                    Pattern.compile(origin.substring(1, origin.length() - 1));
                }
            } catch (PatternSyntaxException e) {
                problems.add(key + "=" + origin + " is no regular expression: " + e.getDescription()
                        + ". Write a regular expression between slashes, such as /https://.*[.]example[.]com/");
            }
        }
    }

    private void addOptions(List<String> problems) {
        SocketIOConfig server = config.getConfigMapping(SocketIOConfig.class);
        for (Consumer<SocketIOConfig> options : OPTIONS) {
            try {
                options.accept(server);
            } catch (IllegalArgumentException e) {
                problems.add(PREFIX + e.getMessage());
            }
        }
        addRecovery(server, problems);
        try {
            CoreOptions.presence(server.presence());
            if (server.admin().enabled()) {
                AdminKeys.read(server.admin());
            }
        } catch (IllegalArgumentException | ConfigurationException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    /** Only a single stream gives the events of all hosts an order, in which clients can recover. */
    private void addRecovery(SocketIOConfig server, List<String> problems) {
        if (!server.recovery().enabled()) {
            return;
        }
        String cure = " cannot be together with " + PREFIX + "recovery.enabled=true, as events of several hosts have no order"
                + " then: %s, or set recovery.enabled=false";
        switch (server.adapter().type()) {
            case REDIS, REDIS_SHARDED -> problems.add(entry("adapter.type") + cure.formatted("write redis-streams"));
            case REDIS_STREAMS -> {
                if (server.adapter().redisStreams().streamCount() > 1) {
                    problems.add(entry("adapter.redis-streams.stream-count") + cure.formatted("write 1"));
                }
            }
            case AUTO -> {
                // there is one host
            }
        }
    }

    private String entry(String key) {
        return PREFIX + key + "=" + String.valueOf(config.getConfigValue(PREFIX + key).getValue()).trim();
    }

    private String timeProblem(String key, Duration time) {
        String value = String.valueOf(config.getConfigValue(key).getValue()).trim();
        String tooLong = key + "=" + value + " is longer than an hour, the most that is allowed";
        return value.chars().allMatch(Character::isDigit)
                ? tooLong + ", as a number without a unit is in seconds: write " + withUnit(time.toSeconds())
                : tooLong;
    }

    /** Returns what a number of seconds was meant to be, if it is one of milliseconds. */
    private static String withUnit(long number) {
        return (number % MILLIS == 0 ? number / MILLIS + "s or " : "") + number + "ms";
    }

    private static String originProblem(String origin) {
        return PREFIX + "origins: " + origin + " has no scheme: write https://" + origin
                + ", a regular expression between slashes such as /https://.*[.]example[.]com/, or * for all";
    }

    /** Pages of files and sandboxed frames have the origin {@code null}. */
    private static boolean isOrigin(String text) {
        return text.equals("*") || text.equals("null") || text.contains("://")
                || isPattern(text);
    }

    private static boolean isPattern(String text) {
        return text.length() > 2 && text.startsWith("/") && text.endsWith("/");
    }
}
