package io.quarkiverse.socketio.runtime.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;

/** Records what one category logs, until it is closed. Thread: any. */
public final class LogRecords extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogRecords(String category) {
        logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    public static LogRecords of(Class<?> category) {
        return new LogRecords(category.getName());
    }

    /** Also enables debug lines, for a category of {@link DebugLog}. */
    public static LogRecords ofDebug(org.jboss.logging.Logger category) {
        LogRecords records = new LogRecords(category.getName());
        records.logger.setLevel(Level.ALL);
        return records;
    }

    public List<LogRecord> all() {
        return records;
    }

    /** Returns the lines with their parameters. */
    public List<String> lines() {
        return records.stream().map(line -> ((ExtLogRecord) line).getFormattedMessage()).toList();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
    }
}
