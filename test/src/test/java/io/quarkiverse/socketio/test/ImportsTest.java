package io.quarkiverse.socketio.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.importer.ClassFileImporter;

/** Tests the row of this module in the table of docs/modules/ROOT/pages/internals/walls.adoc. */
class ImportsTest {

    @Test
    void theModuleImportsTheApiThePacketsTheJdkJacksonConfigurationAndVertxCore() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage("io.quarkiverse.socketio.test",
                "io.quarkiverse.socketio", "io.quarkiverse.socketio.runtime.engineio.packet",
                "io.quarkiverse.socketio.runtime.socketio.packet", "java..", "javax.net.ssl", "io.netty.buffer",
                "com.fasterxml.jackson..", "org.eclipse.microprofile.config", "org.jspecify..", "io.vertx.core")
                .check(new ClassFileImporter().importPath(Path.of(System.getProperty("basedir", ""), "target/classes")));
    }
}
