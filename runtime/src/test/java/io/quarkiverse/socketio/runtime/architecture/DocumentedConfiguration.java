package io.quarkiverse.socketio.runtime.architecture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.quarkiverse.socketio.runtime.config.ServerConfigCheck;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Reads configuration with the mappings of this extension and of all others that are among the classes of the tests. */
final class DocumentedConfiguration {
    /** Keys of extensions that are not. */
    private static final Set<String> OTHER_KEYS = Set.of("quarkus.kubernetes.resources.requests.cpu",
            "quarkus.redis.health.enabled");
    private static final Pattern VARIABLE = Pattern.compile("\\bQUARKUS_\\w+");
    private static final String ROOTS = "META-INF/quarkus-config-roots.list";

    private final List<Class<?>> mappings = new ArrayList<>();
    /** Of all keys. */
    private final List<Pattern> variables;
    /** What Quarkus sets when it starts is missing here. */
    private final List<String> problemsWithoutKeys;

    DocumentedConfiguration() throws IOException {
        ClassLoader loader = getClass().getClassLoader();
        for (URL list : Collections.list(loader.getResources(ROOTS))) {
            try (BufferedReader names = new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
                names.lines().forEach(name -> add(name, loader));
            }
        }
        this.variables = mappings.stream()
                .flatMap(mapping -> ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet().stream()).distinct()
                .map(DocumentedConfiguration::variable).toList();
        this.problemsWithoutKeys = problemsOfMappings(Map.of());
    }

    private void add(String name, ClassLoader loader) {
        try {
            Class<?> root = Class.forName(name, false, loader);
            if (root.isAnnotationPresent(ConfigMapping.class)) {
                mappings.add(root);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException("cannot load the configuration " + name, e);
        }
    }

    /** Returns the keys that do not exist, and the values that cannot be converted. */
    List<String> problems(ManualBlock block) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(block.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> keys = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> keys.put(key, read.getProperty(key)));
        return problems(keys).stream().map(problem -> block + ": " + problem).toList();
    }

    /** Returns the same of keys with their values. A value that refers to an environment variable is not known here. */
    List<String> problems(Map<String, String> keys) {
        Map<String, String> values = new TreeMap<>(keys);
        values.keySet().removeAll(OTHER_KEYS);
        values.replaceAll((key, value) -> value.replaceAll("\\$\\{\\w+}", Matcher.quoteReplacement(known(key))));
        List<String> problems = new ArrayList<>();
        values.keySet().stream().filter(key -> !key.startsWith("quarkus."))
                .forEach(key -> problems.add(key + " is no key of Quarkus"));
        problems.addAll(problemsOfMappings(values));
        problems.removeAll(problemsWithoutKeys);
        if (problems.isEmpty()) { // all values can be converted
            problems.addAll(new ServerConfigCheck(builder(values).withMapping(SocketIOConfig.class).withValidateUnknown(false)
                    .build()).problemsOfServer());
        }
        return problems;
    }

    /** Returns what an environment variable may contain; of the keys that are checked only one has a form of its own. */
    private static String known(String key) {
        return key.equals("quarkus.socketio.admin.password") ? "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
                : "value";
    }

    /** Returns the environment variables of Quarkus in the block that stand for no key. */
    List<String> problemsOfEnvironment(ManualBlock block) {
        return VARIABLE.matcher(block.text()).results().map(MatchResult::group).distinct()
                .filter(name -> variables.stream().noneMatch(known -> known.matcher(name).matches()))
                .map(name -> block + ": no key has the environment variable " + name).toList();
    }

    /** Stars in a key stand for names. */
    private static Pattern variable(String key) {
        return Pattern.compile(
                key.replaceAll("\\[\\*]", "_\\\\d+_").replace("*", ".+").replaceAll("[^\\w+\\\\.]|\\.(?!\\+)", "_"),
                Pattern.CASE_INSENSITIVE);
    }

    private List<String> problemsOfMappings(Map<String, String> values) {
        SmallRyeConfigBuilder builder = builder(values);
        mappings.forEach(builder::withMapping);
        try {
            builder.build();
            return List.of();
        } catch (ConfigValidationException e) {
            return IntStream.range(0, e.getProblemCount()).mapToObj(i -> e.getProblem(i).getMessage()).toList();
        }
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> values) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "manual", 100));
    }
}
