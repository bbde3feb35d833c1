package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A directory that was opened without following a link. On Linux all operations use its descriptor, so that they apply to it
 * even if another directory gets its name meanwhile. Where the JDK cannot do that (macOS) they use its path: then no other user
 * may be able to rename it.
 * <p>
 * Thread: one; blocking.
 */
final class OpenDirectory implements Closeable {
    private final Path path;
    private final DirectoryStream<Path> entries;
    private final @Nullable SecureDirectoryStream<Path> opened;

    private OpenDirectory(Path path, DirectoryStream<Path> entries) {
        this.path = path;
        this.entries = entries;
        this.opened = entries instanceof SecureDirectoryStream<Path> secure ? secure : null;
    }

    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    static OpenDirectory open(Path parent, Path name) throws IOException {
        Path path = parent.resolve(name);
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent)) {
            if (siblings instanceof SecureDirectoryStream<Path> secure) {
                return new OpenDirectory(path, secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
            }
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return new OpenDirectory(path, Files.newDirectoryStream(path));
    }

    PosixFileAttributes attributes() throws IOException {
        return opened != null ? opened.getFileAttributeView(PosixFileAttributeView.class).readAttributes()
                : Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns whether there is an ordinary file of this name, not a link, pipe or device. */
    boolean hasFile(Path name) throws IOException {
        try {
            PosixFileAttributes found = opened != null
                    ? opened.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes()
                    : Files.readAttributes(path.resolve(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Opens a file for which {@link #hasFile} was true. */
    SeekableByteChannel open(Path name, StandardOpenOption how) throws IOException {
        Set<OpenOption> options = Set.of(how, LinkOption.NOFOLLOW_LINKS);
        return opened != null ? opened.newByteChannel(name, options) : Files.newByteChannel(path.resolve(name), options);
    }

    /** Deletes the files, sockets and links in it. */
    void empty() throws IOException {
        List<Path> names = new ArrayList<>();
        entries.forEach(entry -> names.add(entry.getFileName()));
        for (Path name : names) {
            deleteIfExists(name);
        }
    }

    /** Deletes a file, unless it is gone: sockets are also deleted by the event loop that closes them. */
    void deleteIfExists(Path name) throws IOException {
        try {
            if (opened != null) {
                opened.deleteFile(name);
            } else {
                Files.delete(path.resolve(name));
            }
        } catch (NoSuchFileException e) {
            // it need not be deleted
        }
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
