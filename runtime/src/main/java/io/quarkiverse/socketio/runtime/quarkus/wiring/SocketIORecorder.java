package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.config.ServerConfigCheck;
import io.quarkiverse.socketio.runtime.http.ClientFiles;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.PipelinedRequests;
import io.quarkus.arc.runtime.BeanContainer;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.shutdown.ShutdownListener;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Handler;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.RoutingContext;

/** Passes the server's routes and its shutdown listener to Quarkus. */
@Recorder
public class SocketIORecorder {

    public ShutdownListener disconnectOnShutdown() {
        return new DisconnectOnShutdown();
    }

    public Handler<RoutingContext> pipelinedRequests(BeanContainer container) {
        return container.beanInstance(PipelinedRequests.class);
    }

    public Handler<RoutingContext> engineRoute(BeanContainer container) {
        return container.beanInstance(EngineRoute.class);
    }

    /**
     * Fails if the configuration has mistakes. To be called before Vert.x is created: what Quarkus creates later reads files of
     * keys and addresses of Redis, and reports wrong ones with stack traces.
     *
     * @return fails if Vert.x could not create its directory of temporary files; changes no option
     */
    public Consumer<VertxOptions> refuseMistakes() {
        List<String> problems = new ServerConfigCheck(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)).problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("; ", problems)); // Quarkus prints its message only
        }
        return SocketIORecorder::requireTemporaryFiles;
    }

    /**
     * Vert.x creates a directory of its own beside the configured one if it reads files from the class path, and reports with a
     * stack trace that it cannot.
     */
    private static void requireTemporaryFiles(VertxOptions options) {
        FileSystemOptions files = options.getFileSystemOptions();
        Path parent = Path.of(files.getFileCacheDir()).toAbsolutePath().getParent();
        if (files.isClassPathResolvingEnabled() && parent != null && !isWritable(parent)) {
            throw new ConfigurationException("Vert.x cannot create its temporary files in " + parent
                    + ": this user cannot write there. Name another place with -Djava.io.tmpdir or"
                    + " quarkus.vertx.cache-directory");
        }
    }

    /** Returns whether files can be created in a directory, which is created if it is missing. */
    private static boolean isWritable(Path directory) {
        try {
            // a link to a directory is one, though createDirectories refuses it
            return Files.isWritable(Files.isDirectory(directory) ? directory : Files.createDirectories(directory));
        } catch (IOException e) {
            return false;
        }
    }

    public Handler<RoutingContext> clientFiles(BeanContainer container) {
        return container.beanInstance(ClientFiles.class);
    }
}
