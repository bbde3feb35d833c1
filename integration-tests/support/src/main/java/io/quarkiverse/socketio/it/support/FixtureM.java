package io.quarkiverse.socketio.it.support;

import java.util.List;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs fixture M ({@code ClusterFixture}: two namespaces that echo and broadcast), once as a single process and once as a
 * cluster of two workers, for all test classes that use it, and stops both after the last test.
 * <p>
 * Thread: the test's.
 */
public final class FixtureM implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FixtureM.class);

    /** The mode of the application; test methods take it as a parameter, or from an enum source. */
    public enum Mode {
        ONE_PROCESS,
        CLUSTER
    }

    /** The running applications. */
    public static final class Apps {
        private final ExtensionContext.Store store;

        private Apps(ExtensionContext.Store store) {
            this.store = store;
        }

        public String url(Mode mode) {
            return "http://127.0.0.1:" + port(mode);
        }

        public int port(Mode mode) {
            return running(mode).port;
        }

        public AppProcess process(Mode mode) {
            return running(mode).process;
        }

        private Running running(Mode mode) {
            return store.getOrComputeIfAbsent(new Key(mode, AppProcess.common()), key -> Running.start(mode), Running.class);
        }
    }

    private record Key(Mode mode, List<String> options) {
    }

    private record Running(AppProcess process, int port) implements AutoCloseable {
        static Running start(Mode mode) {
            AppProcess process = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=m",
                    "-Dquarkus.http.port=0",
                    "-Dquarkus.socketio.cluster.enabled=" + (mode == Mode.CLUSTER), "-Dquarkus.socketio.cluster.workers=2");
            int port = mode == Mode.CLUSTER ? process.awaitReady()
                    : Integer.parseInt(process.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            int processes = mode == Mode.CLUSTER ? 2 : 1;
            process.await("the last line of each start", () -> process.output().stream()
                    .filter(line -> line.contains("Installed features")).count() == processes);
            return new Running(process, port);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Apps.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Apps(context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE));
    }
}
