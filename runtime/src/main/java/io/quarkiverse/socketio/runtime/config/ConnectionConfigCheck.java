package io.quarkiverse.socketio.runtime.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.smallrye.config.SmallRyeConfig;

/**
 * Finds values of Quarkus' own keys with which an application does not start, and which Quarkus reports with stack traces: files
 * of keys and certificates that cannot be read, and addresses of Redis without a scheme.
 * <p>
 * Thread: any; blocking, as it looks for the files.
 */
record ConnectionConfigCheck(SmallRyeConfig config) {
    private static final Pattern FILE = Pattern.compile("quarkus[.]tls[.](.+[.])?(key-store[.]pem[.].+[.](cert|key)"
            + "|(key|trust)-store[.](jks|p12)[.]path|trust-store[.]pem[.]certs(\\[\\d+])?)");
    private static final String SERVER_FILE = "[.]ssl[.]certificate[.]((key-|trust-store-)?files(\\[\\d+])?"
            + "|(key|trust)-store-file)";
    private static final Pattern HTTP_FILE = Pattern.compile("quarkus[.]http" + SERVER_FILE);
    private static final Pattern MANAGEMENT_FILE = Pattern.compile("quarkus[.]management" + SERVER_FILE);
    private static final Pattern REDIS = Pattern.compile("quarkus[.]redis[.](.+[.])?hosts(\\[\\d+])?");
    private static final Pattern REDIS_ADDRESS = Pattern.compile("(redis|rediss|unix)://.*");

    List<String> problems() {
        boolean managed = config.getOptionalValue("quarkus.management.enabled", Boolean.class).orElse(false);
        boolean redis = hasRedis();
        List<String> problems = new ArrayList<>();
        for (String key : config.getPropertyNames()) {
            if (FILE.matcher(key).matches() || HTTP_FILE.matcher(key).matches()
                    || managed && MANAGEMENT_FILE.matcher(key).matches()) {
                addFiles(key, problems);
            } else if (redis && REDIS.matcher(key).matches()) {
                addAddresses(key, problems);
            }
        }
        return problems;
    }

    private void addFiles(String key, List<String> problems) {
        for (String file : config.getOptionalValues(key, String.class).orElse(List.of())) {
            String reason = whyUnreadable(file);
            if (!reason.isEmpty()) {
                problems.add(key + "=" + file + " cannot be read: " + reason + ". Name a file that this user may read");
            }
        }
    }

    /** Returns why Quarkus cannot read a file, which may also be in the jar; empty if it can. */
    private static String whyUnreadable(String file) {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                return "it is a directory";
            }
            if (Files.isReadable(path)
                    || Thread.currentThread().getContextClassLoader().getResource(file.replaceFirst("^/", "")) != null) {
                return "";
            }
            return Files.exists(path) ? "this user may not read it" : "there is no such file";
        } catch (InvalidPathException e) {
            return "this is no path";
        }
    }

    private void addAddresses(String key, List<String> problems) {
        for (String address : config.getOptionalValues(key, String.class).orElse(List.of())) {
            if (!REDIS_ADDRESS.matcher(address.strip()).matches()) {
                // what is before the @ may be a password
                String host = address.substring(address.lastIndexOf('@') + 1).replaceFirst("^[a-z+]+://", "");
                problems.add(key + "=" + address.replaceFirst("^.*@", "…@") + " has no scheme that Redis clients know: write"
                        + " redis://" + host + ", or rediss://" + host + " for TLS");
            }
        }
    }

    /** Without the extension the key has no meaning. */
    private static boolean hasRedis() {
        return Thread.currentThread().getContextClassLoader().getResource("io/vertx/redis/client/RedisOptions.class") != null;
    }
}
