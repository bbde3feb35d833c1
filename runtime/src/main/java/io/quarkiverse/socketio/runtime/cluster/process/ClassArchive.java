package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides which workers use or create the class archive next to the jar (AppCDS). With it a worker starts with less processor
 * time, and shares the memory of its classes with the others.
 * <p>
 * One worker creates it when it exits, which takes a second or two: under a temporary name, and the file gets its name only
 * if the worker has ended as it should. A worker that is killed creates none, nor does one that leaves because its primary
 * was killed. Where an archive is not possible, or the user
 * has decided about archives, workers get no options; the reason is logged at DEBUG.
 * <p>
 * Thread: any; blocks for as long as the file system does.
 */
final class ClassArchive {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    /**
     * Options of users who decide themselves, and options with which a JVM cannot create an archive or does not even start.
     * Agents change classes.
     */
    private static final Pattern CONFLICTS = Pattern.compile("(?:^|[\\s\"'])-(?:Xshare|XX:(?:SharedArchiveFile"
            + "|ArchiveClassesAtExit|SharedClassListFile|AOT|[+]AutoCreateSharedArchive|[+]RecordDynamicDumpInfo|Flags=)"
            + "|javaagent|agentlib|agentpath|Xrun|Xbootclasspath|-patch-module|-limit-modules|-upgrade-module-path"
            + "|-module-path|p(?:\\s|$))");
    /** From this version of Java on, the log of archives has the tag {@code aot} too. */
    private static final int AOT_TAG = 24;
    private static final int MOST_ATTEMPTS = 3;

    private final boolean enabled;
    private final Path javaHome;
    /** The archive that a worker is going to create. */
    private @Nullable Making making;
    private int attempts;

    private record Making(int incarnation, ArchiveFile file, Path temporary) {
    }

    /** @param javaHome the directory of the workers' JVM */
    ClassArchive(boolean enabled, Path javaHome) {
        this.enabled = enabled;
        this.javaHome = javaHome;
    }

    /**
     * Returns the options of a worker that is about to be launched: those that use the archive, those that create it, or none.
     *
     * @param jar as it is on the command line
     * @param texts the options of the worker, and those of the environment
     */
    synchronized List<String> options(int incarnation, Path jar, List<String> texts) {
        if (!enabled) {
            return List.of();
        }
        try {
            for (String text : texts) {
                Matcher conflict = CONFLICTS.matcher(text);
                if (conflict.find()) {
                    // not the whole text, in which other options can have passwords
                    LOG.debugf("No class archive for workers, because of an option %s", conflict.group().strip());
                    return List.of();
                }
            }
            ArchiveFile file = ArchiveFile.of(jar, javaHome, texts);
            if (file.isUsable()) {
                return List.of("-XX:SharedArchiveFile=" + file.path(), "-Xshare:auto");
            }
            return making == null && attempts < MOST_ATTEMPTS ? toCreate(incarnation, file) : List.of();
        } catch (IOException | RuntimeException e) { // file systems without owners too
            LOG.debugf("No class archive for workers: %s", e);
            return List.of();
        }
    }

    private List<String> toCreate(int incarnation, ArchiveFile file) throws IOException {
        if (!file.canBeCreated()) {
            LOG.debugf("No class archive for workers, as %s cannot be created", file.path());
            return List.of();
        }
        file.deleteAbandoned();
        attempts++;
        making = new Making(incarnation, file, file.temporary());
        LOG.debugf("Worker incarnation %d creates the class archive %s when it exits", incarnation, file.path());
        // otherwise there is a warning for each class that is not archived
        List<String> options = new ArrayList<>(List.of("-XX:ArchiveClassesAtExit=" + making.temporary(), "-Xlog:cds*=off"));
        if (Runtime.version().feature() >= AOT_TAG) {
            options.add("-Xlog:aot*=off");
        }
        return options;
    }

    /** Called when a worker has exited, or could not be launched. */
    synchronized void onExit(int incarnation, int code) {
        Making made = making;
        if (made == null || made.incarnation() != incarnation) {
            return;
        }
        making = null;
        try {
            if (code == 0 && Files.exists(made.temporary())) {
                long size = made.file().publish(made.temporary());
                LOG.infof("Workers start with the class archive %s (%d MB) from now on", made.file().path(), size >> 20);
            }
            Files.deleteIfExists(made.temporary());
        } catch (IOException | RuntimeException e) {
            LOG.debugf("The class archive %s was not created: %s", made.file().path(), e);
        }
    }
}
