package io.quarkiverse.socketio.runtime.architecture;

import java.nio.file.Path;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The compiled classes of the runtime module, without its tests. */
final class ProductionClasses {
    static final String ROOT = "io.quarkiverse.socketio";
    static final String RUNTIME = ROOT + ".runtime.";

    /** The directory of the runtime module: Maven tells it, an IDE runs tests there. */
    static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    static final JavaClasses ALL = new ClassFileImporter().importPath(MODULE.resolve("target/classes"));

    private ProductionClasses() {
    }
}
