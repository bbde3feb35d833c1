package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Builds the command line of a worker: that of the primary, without options that two processes cannot share, and with the
 * additional options of workers.
 * <p>
 * Thread: any; {@link #ofThisProcess} blocks.
 */
public final class CommandLine {
    private static final String CPUS = "-XX:ActiveProcessorCount=";
    /** Makes a worker exit on the first OutOfMemoryError, which may have ended any of its threads; it is replaced. */
    private static final String EXIT_ON_OUT_OF_MEMORY = "-XX:+ExitOnOutOfMemoryError";
    private static final Path SELF = Path.of("/proc/self/cmdline");
    private static final Set<String> WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
            "--add-modules", "--add-opens", "--add-exports", "--add-reads", "--limit-modules", "--patch-module",
            "--upgrade-module-path", "--enable-native-access");
    /** Options that two processes cannot share: a debugger and JMX use a port, the others would write to the same file. */
    private static final List<String> NOT_SHARED = List.of("-agentlib:jdwp", "-Xrunjdwp", "-Dcom.sun.management.jmxremote.port",
            "-Dcom.sun.management.jmxremote.rmi.port", "-XX:ArchiveClassesAtExit", "-XX:AOTCacheOutput", "-XX:AOTConfiguration",
            "-XX:AOTMode=record", "-XX:StartFlightRecording");

    /** Matches the options for the size of the heap, from which the JVM computes the largest size. */
    private static final Pattern HEAP = Pattern.compile("(?:^|[\\s\"'])-(?:Xm[xs]|m[xs]\\d|XX:(?:(?:Max|Initial)HeapSize|MaxRAM"
            + "|(?:Max|Min|Initial)RAM(?:Percentage|Fraction))=)");

    /** Matches the options for the first OutOfMemoryError, except for its heap dump. */
    private static final Pattern ON_OUT_OF_MEMORY = Pattern.compile("-XX:[+-]?(?:Exit|Crash)?OnOutOfMemoryError");
    private static final Set<String> BEFORE_PROGRAM = Set.of("-jar", "-m", "--module");
    private static final List<String> OPTION_VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");
    private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile", "-XX:AOTCache", "-Xshare");

    private CommandLine() {
    }

    public static List<String> ofThisProcess() throws IOException {
        List<String> arguments = new ArrayList<>();
        if (Files.isReadable(SELF)) {
            String all = new String(Files.readAllBytes(SELF), StandardCharsets.UTF_8);
            for (int start = 0, end; (end = all.indexOf('\0', start)) >= 0; start = end + 1) {
                arguments.add(all.substring(start, end));
            }
        } else {
            // without /proc the program's own arguments can be had only as one text
            arguments.add("java");
            arguments.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            arguments.add("-cp");
            arguments.add(System.getProperty("java.class.path"));
            arguments.addAll(List.of(System.getProperty("sun.java.command", "").split(" ")));
        }
        return arguments;
    }

    /**
     * Builds the command line of a worker.
     *
     * @param self the primary's command line
     * @param workerOptions JVM options, which take precedence over those of the primary
     * @param environment of the worker, which may contain more options
     * @param cpus the worker's share of the machine's processors
     */
    static List<String> ofWorker(List<String> self, List<String> workerOptions, Map<String, String> environment, int cpus) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        int index = 1;
        while (index < self.size() && isJvmOption(self.get(index))) {
            String option = self.get(index++);
            if (NOT_SHARED.stream().noneMatch(option::startsWith)) {
                command.add(option);
            }
            if (WITH_VALUE.contains(option) && index < self.size()) {
                command.add(self.get(index++));
            }
        }
        command.addAll(workerOptions);
        if (command.stream().noneMatch(option -> option.startsWith(CPUS))) {
            command.add(CPUS + cpus);
        }
        if (!hasOutOfMemoryOption(command, environment)) {
            command.add(EXIT_ON_OUT_OF_MEMORY);
        }
        command.addAll(self.subList(index, self.size()));
        return command;
    }

    /**
     * Returns whether the size of a worker's heap is set on the primary's command line, in an argument file of it, among the
     * options for workers, or in the environment of the workers.
     */
    static boolean hasHeapOption(List<String> self, List<String> workerOptions, Map<String, String> environment) {
        for (String text : optionTexts(self, workerOptions, environment)) {
            if (HEAP.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the JVM options of the primary's command line and for workers, and the texts with more of them: that of the
     * primary's argument file, and those in the environment.
     */
    static List<String> optionTexts(List<String> self, List<String> workerOptions, Map<String, String> environment) {
        int index = 1;
        while (index < self.size() && isJvmOption(self.get(index))) {
            index += WITH_VALUE.contains(self.get(index)) ? 2 : 1;
        }
        List<String> texts = new ArrayList<>(self.subList(Math.min(1, self.size()), Math.min(index, self.size())));
        if (index < self.size() && self.get(index).startsWith("@")) {
            texts.add(textOf(Path.of(self.get(index).substring(1))));
        }
        texts.addAll(workerOptions);
        for (String name : OPTION_VARIABLES) {
            texts.add(environment.getOrDefault(name, ""));
        }
        return texts;
    }

    /** Returns the path of the jar on a command line; {@code null} if it has another program. */
    static @Nullable Path jarOf(List<String> self) {
        int jar = self.indexOf("-jar") + 1;
        return jar == 0 || jar >= self.size() ? null : Path.of(self.get(jar));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Returns whether there is an option for OutOfMemoryErrors. Those in an argument file come later on the command line and
     * take precedence.
     */
    private static boolean hasOutOfMemoryOption(List<String> options, Map<String, String> environment) {
        return Stream.concat(options.stream(), OPTION_VARIABLES.stream().map(name -> environment.getOrDefault(name, "")))
                .anyMatch(text -> ON_OUT_OF_MEMORY.matcher(text).find());
    }

    /**
     * Returns the option that makes a worker use the class data archive that Quarkus created beside the jar; empty when there
     * is none, or the command line already has an option for archives. A JVM that cannot use the archive starts without.
     */
    static List<String> archiveOption(List<String> self) {
        Path jar = jarOf(self);
        if (jar == null || self.subList(0, self.indexOf("-jar")).stream()
                .anyMatch(option -> ARCHIVES.stream().anyMatch(option::startsWith))) {
            return List.of();
        }
        Path archive = jar.resolveSibling("app-cds.jsa");
        return Files.isReadable(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    /**
     * Returns whether an argument comes before {@code -jar}, a main class or module. An argument file may contain any of these,
     * so options are added before it.
     */
    private static boolean isJvmOption(String argument) {
        return argument.startsWith("-") && !BEFORE_PROGRAM.contains(argument) && !argument.startsWith("--module=");
    }
}
