package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;

import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;

/**
 * Finds values of the server's keys that have the right type but cannot be meant: times in milliseconds without a unit, as
 * Node's server has them, origins without a scheme, which no browser sends, and addresses of broadcasts that Socket.IO
 * reserves. A single process checks them when it starts, a cluster before it starts workers.
 * <p>
 * Thread: any; stateless.
 */
public record ServerConfigCheck(Config config) {
    private static final String PREFIX = "quarkus.socketio.";
    private static final List<String> TIMES = List.of("ping-interval", "ping-timeout", "upgrade-timeout", "connect-timeout");
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MILLIS = 1000;

    /** Returns what is wrong, a sentence for each value, with the key, the value and what to write instead. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (String key : TIMES) {
            Optional<Duration> time = config.getOptionalValue(PREFIX + key, Duration.class);
            if (time.isPresent() && time.get().compareTo(LONGEST) > 0) {
                problems.add(timeProblem(PREFIX + key, time.get()));
            }
        }
        for (String origin : config.getOptionalValues(PREFIX + "origins", String.class).orElse(List.of())) {
            if (!isOrigin(origin.trim())) {
                problems.add(originProblem(origin));
            }
        }
        for (String address : config.getOptionalValues(PREFIX + "bridge.addresses", String.class).orElse(List.of())) {
            if (ReservedEvents.containsServerSide(address)) {
                problems.add(PREFIX + "bridge.addresses: " + address
                        + " is an event name that Socket.IO reserves: choose another address");
            }
        }
        return problems;
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
                || text.length() > 2 && text.startsWith("/") && text.endsWith("/");
    }
}
