package io.quarkiverse.socketio.runtime.socketio;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class logs, until it is closed. Thread: any. */
public final class LogRecords extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogRecords(Logger logger) {
        this.logger = logger;
    }

    public static LogRecords of(Class<?> category) {
        LogRecords records = new LogRecords(Logger.getLogger(category.getName()));
        records.logger.addHandler(records);
        return records;
    }

    public List<LogRecord> all() {
        return records;
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
    }
}
