package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;

/**
 * The class archive of workers, a file next to the jar. Its name contains checksums of everything on which its content
 * depends: one of the JVM with its own archive and of the jar, one of how the JVM is started, which is its options and the path
 * of the jar. So an archive of other jars is not found, and it is deleted when there is a new one; clusters that start the same
 * jar in different ways keep theirs. A JVM refuses an archive that does not fit, whatever its name.
 * <p>
 * An archive contains code, so only a file of this user that others cannot write is used.
 * <p>
 * Thread: any; blocks for as long as the file system does.
 */
final class ArchiveFile {
    private static final String TEMPORARY = ".tmp";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WRITABLE = PosixFilePermissions.fromString("----w--w-");
    /** An archive of a large application has 100 MB. */
    private static final long ENOUGH_SPACE = 512L << 20;
    /** Options of the JVM change from time to time, and nobody else deletes the archives of former ones. */
    private static final int MOST_OF_ONE_JAR = 4;
    /** The heap that the primary decided on. */
    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)");
    /** Larger heaps need references of 64 bits, for which the archive is another one. */
    private static final int COMPRESSED_HEAP_BITS = 35;

    private final Path directory;
    /** The start of the name, the same for all archives of one path. */
    private final String prefix;
    /** The checksum of jars and JVM. */
    private final String build;
    private final String name;

    private ArchiveFile(Path directory, String prefix, long build, long start) {
        this.directory = directory;
        this.prefix = prefix;
        this.build = String.format("%08x", build);
        this.name = prefix + this.build + String.format("-%08x.jsa", start);
    }

    /**
     * Returns the archive for a jar.
     *
     * @param jar the path as it is on the command line, which the JVM compares
     * @param javaHome the directory of the JVM
     * @param options all options of the JVM, those in environment variables included
     * @throws IOException if the jar or the JVM's own archive, which the new one extends, cannot be read
     */
    static ArchiveFile of(Path jar, Path javaHome, List<String> options) throws IOException {
        Path real = jar.toRealPath();
        CRC32 checksum = new CRC32();
        CRC32 start = new CRC32();
        for (String property : List.of("java.vm.name", "java.vm.vendor", "java.vm.version", "os.arch")) {
            add(checksum, System.getProperty(property, ""));
        }
        add(checksum, javaHome.toString());
        add(checksum, stamp(javaHome.resolve(Path.of("lib", "server", "classes.jsa"))));
        add(start, jar.toString());
        add(checksum, stamp(real));
        // the list of the other jars in a fast-jar, where the first one can be the same in two builds
        Path list = real.resolveSibling(Path.of("quarkus", "quarkus-application.dat"));
        add(checksum, Files.exists(list) ? stamp(list) : "");
        for (String option : options) {
            if (!option.startsWith("-D")) {
                Matcher heap = HEAP.matcher(option);
                add(start, heap.matches() ? "heap" + (Long.parseLong(heap.group(1)) >> COMPRESSED_HEAP_BITS) : option);
            }
        }
        String base = String.valueOf(real.getFileName()).replaceFirst("\\.jar$", "");
        return new ArchiveFile(real.resolveSibling(""), base + ".workers-", checksum.getValue(), start.getValue());
    }

    private static void add(CRC32 checksum, String text) {
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        checksum.update('\n');
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return found.size() + " " + found.lastModifiedTime().toMillis();
    }

    Path path() {
        return directory.resolve(name);
    }

    /** Returns whether the file exists, belongs to this user, and cannot be written by others. */
    boolean isUsable() throws IOException {
        return Files.exists(path(), LinkOption.NOFOLLOW_LINKS) && isOwn(path());
    }

    private static boolean isOwn(Path file) throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile() && found.owner().equals(LocalUser.principal(LocalUser.uid()))
                && found.permissions().stream().noneMatch(WRITABLE::contains);
    }

    /** Returns whether the file can be created: nothing has its name, its directory can be written, and there is enough space. */
    boolean canBeCreated() throws IOException {
        return !Files.exists(path(), LinkOption.NOFOLLOW_LINKS) && Files.isWritable(directory)
                && Files.getFileStore(directory).getUsableSpace() >= ENOUGH_SPACE;
    }

    /**
     * Returns another name for each call, under which a JVM may create the archive. It contains the id of this process, so that
     * {@link #deleteAbandoned} of another one recognises the file.
     */
    Path temporary() {
        return directory.resolve(name + "." + ProcessHandle.current().pid() + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt()) + TEMPORARY);
    }

    /**
     * Gives a complete archive its name, and deletes those of other jars or JVMs, and of those of this jar that are started in
     * other ways all but the latest. Processes that use a deleted file keep it.
     *
     * @return the size in bytes
     */
    long publish(Path temporary) throws IOException {
        if (!isOwn(temporary)) {
            throw new IOException(temporary + " can be written by others");
        }
        Files.setPosixFilePermissions(temporary, OWNER_ONLY);
        Files.move(temporary, path(), StandardCopyOption.ATOMIC_MOVE);
        Pattern archive = Pattern.compile(Pattern.quote(prefix) + "([0-9a-f]{8})(?:-[0-9a-f]{8})?\\.jsa");
        List<Path> ofThisJar = new ArrayList<>();
        for (Path file : siblings()) {
            Matcher found = archive.matcher(String.valueOf(file.getFileName()));
            if (found.matches()) {
                if (build.equals(found.group(1))) {
                    ofThisJar.add(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        deleteOldest(ofThisJar);
        return Files.size(path());
    }

    private static void deleteOldest(List<Path> archives) throws IOException {
        while (archives.size() > MOST_OF_ONE_JAR) {
            Path oldest = archives.get(0);
            for (Path each : archives) {
                if (Files.getLastModifiedTime(each).compareTo(Files.getLastModifiedTime(oldest)) < 0) {
                    oldest = each;
                }
            }
            Files.deleteIfExists(oldest);
            archives.remove(oldest);
        }
    }

    /** Deletes the temporary files of primaries that were killed; their ids may be in use again, as that of this one. */
    void deleteAbandoned() throws IOException {
        Pattern left = Pattern
                .compile(Pattern.quote(prefix) + "[0-9a-f]{8}(?:-[0-9a-f]{8})?\\.jsa\\.(\\d+)-[0-9a-f]+"
                        + Pattern.quote(TEMPORARY));
        long self = ProcessHandle.current().pid();
        for (Path file : siblings()) {
            Matcher found = left.matcher(String.valueOf(file.getFileName()));
            if (found.matches()) {
                long pid = Long.parseLong(found.group(1));
                if (pid == self || ProcessHandle.of(pid).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private List<Path> siblings() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(found::add);
        }
        return found;
    }
}
