package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The source files of the packages that applications use. */
final class PublicApi {
    static final Path SOURCES = ProductionClasses.MODULE.resolve("src/main/java");

    static final List<String> PACKAGES = List.of(ProductionClasses.ROOT, ProductionClasses.ROOT + ".spi",
            ProductionClasses.ROOT + ".cluster", ProductionClasses.ROOT + ".redis", ProductionClasses.ROOT + ".scheduler");

    private PublicApi() {
    }

    /** Returns the files in these packages, their {@code package-info}s included. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : PACKAGES) {
            try (Stream<Path> directory = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
                directory.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }
}
