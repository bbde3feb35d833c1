package io.quarkiverse.socketio.runtime.architecture;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The source files of the packages that applications use. */
final class PublicApi {
    /** Of the extension and of the module for tests. */
    private static final List<Path> SOURCES = List.of(ProductionClasses.MODULE.resolve("src/main/java"),
            ProductionClasses.MODULE.resolve("../test/src/main/java").normalize());

    static final List<String> PACKAGES = List.of(ProductionClasses.ROOT, ProductionClasses.ROOT + ".spi",
            ProductionClasses.ROOT + ".cluster", ProductionClasses.ROOT + ".redis", ProductionClasses.ROOT + ".scheduler",
            ProductionClasses.ROOT + ".websockets",
            ProductionClasses.ROOT + ".test");

    private PublicApi() {
    }

    /** Returns the directories of the sources as an argument of the JDK's tools. */
    static String sourcePath() {
        return SOURCES.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the files in these packages, their {@code package-info}s included. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : PACKAGES) {
            for (Path root : SOURCES) {
                Path directory = root.resolve(name.replace('.', '/'));
                if (Files.exists(directory)) {
                    try (Stream<Path> all = Files.list(directory)) {
                        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                    }
                }
            }
        }
        return files;
    }
}
