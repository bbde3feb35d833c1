package io.quarkiverse.socketio.runtime.architecture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.io.FileUtils;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/** Compiles the blocks of Kotlin in the manual, each as a file of its own. */
final class DocumentedKotlin {

    private DocumentedKotlin() {
    }

    /** Returns the errors of the compiler for each block that it refuses. */
    static List<String> problems(List<ManualBlock> blocks) throws IOException {
        List<String> problems = new ArrayList<>();
        Path directory = Files.createTempDirectory("kotlin");
        try {
            for (ManualBlock block : blocks) {
                Path file = Files.writeString(directory.resolve("Block.kt"), block.text());
                ByteArrayOutputStream messages = new ByteArrayOutputStream();
                ExitCode code = new K2JVMCompiler().exec(new PrintStream(messages, true, StandardCharsets.UTF_8),
                        file.toString(), "-no-stdlib", "-no-reflect", "-nowarn", "-d", directory.resolve("classes").toString(),
                        "-classpath", System.getProperty("java.class.path"));
                if (code != ExitCode.OK) {
                    problems.add(block + ": " + messages.toString(StandardCharsets.UTF_8));
                }
            }
        } finally {
            FileUtils.deleteDirectory(directory.toFile());
        }
        return problems;
    }
}
