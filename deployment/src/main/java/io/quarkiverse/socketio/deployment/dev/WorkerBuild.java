package io.quarkiverse.socketio.deployment.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

import io.quarkus.bootstrap.BootstrapException;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.deployment.util.FileUtil;
import io.quarkus.maven.dependency.ResolvedDependency;
import io.quarkus.paths.PathCollection;

/**
 * Builds production applications of the classes as they are when {@link #build} is called, each into a directory of its own:
 * the JVMs of an earlier build go on reading its files. The class loaders of the build are kept, as most of the time of a first
 * build is for loading and compiling Quarkus' own classes.
 * <p>
 * Thread: one, which it blocks.
 */
final class WorkerBuild implements AutoCloseable {
    private static final String OUTPUT = "build";

    private final Path directory;
    private final CuratedApplication application;
    private int number;

    /**
     * What is built.
     *
     * @param root the directories of the application's classes and resources
     * @param directory of all builds; it is emptied
     */
    record Sources(ApplicationModel model, PathCollection root, Path directory, String profile) {
    }

    WorkerBuild(Sources sources) throws IOException, BootstrapException {
        directory = sources.directory();
        FileUtil.deleteDirectory(directory);
        Files.createDirectories(directory);
        ApplicationModel model = sources.model();
        ResolvedDependency artifact = model.getAppArtifact();
        Properties properties = new Properties();
        properties.putAll(Map.of("quarkus.package.jar.enabled", "true", "quarkus.package.jar.type", "fast-jar",
                "quarkus.package.output-directory", OUTPUT, "quarkus.native.enabled", "false", "quarkus.profile",
                sources.profile(),
                "quarkus.application.name", artifact.getArtifactId(),
                "quarkus.application.version", artifact.getVersion()));
        application = QuarkusBootstrap.builder().setExistingModel(model).setApplicationRoot(sources.root())
                .setMode(QuarkusBootstrap.Mode.PROD).setTargetDirectory(directory).setBaseName("dev").setOriginalBaseName("dev")
                .setIsolateDeployment(true).setLocalProjectDiscovery(false).setBuildSystemProperties(properties)
                .setBaseClassLoader(QuarkusBootstrap.class.getClassLoader()).build().bootstrap();
    }

    /** Builds the application; returns its jar. */
    Path build() throws IOException {
        Path jar = application.createAugmentor().createProductionApplication().getJar().getPath();
        Path unique = directory.resolve(Integer.toString(++number));
        // workers are started by this path, so those that replace others are of the newest build
        Files.move(jar.getParent(), unique);
        Path link = directory.resolve("current");
        Path next = Files.createSymbolicLink(directory.resolve("next"), unique.getFileName());
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return link.resolve(jar.getFileName());
    }

    /** Deletes the builds before the newest one, which no worker uses any longer. */
    void deleteEarlier() throws IOException {
        for (int earlier = number - 1; earlier > 0; earlier--) {
            Path old = directory.resolve(Integer.toString(earlier));
            if (!Files.isDirectory(old)) {
                return;
            }
            FileUtil.deleteDirectory(old);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
