package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.util.regex.Pattern;

import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Gives each worker of a cluster log files of its own: {@code quarkus-w1.log} instead of {@code quarkus.log}, which the primary
 * keeps, so that programs that start a cluster find its lines where they configured them. Several processes that write to one
 * file would rename it under each other. A path that contains a variable of workers is left unchanged.
 */
public final class LogFiles implements ConfigBuilder {
    private static final Pattern PATH = Pattern.compile("quarkus\\.log\\.(?:file|handler\\.file\\..+)\\.path");
    private static final String END = ".path";
    private static final String OF_WORKERS = "CLUSTER_WORKER";

    /** Static, as the configuration creates this object by itself. */
    private static volatile String worker = "";

    /** Sets the name of this worker; without one, files keep their names. */
    static void nameWorker(String name) {
        worker = name;
    }

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withInterceptors(new Names());
    }

    /** Returns the path with the name of the worker before the extension. */
    static String ownPath(String path, String worker) {
        int name = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
        int dot = path.lastIndexOf('.');
        return dot <= name ? path + "-" + worker : path.substring(0, dot) + "-" + worker + path.substring(dot);
    }

    private static final class Names implements ConfigSourceInterceptor {
        private static final long serialVersionUID = 1L;

        @Override
        public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
            ConfigValue value = context.proceed(name);
            // called for every key of the configuration, some thousand times at start
            if (!name.endsWith(END) || worker.isEmpty() || value == null || value.getValue() == null
                    || !PATH.matcher(name).matches() || String.valueOf(value.getRawValue()).contains(OF_WORKERS)) {
                return value;
            }
            return value.withValue(ownPath(value.getValue(), worker));
        }
    }
}
