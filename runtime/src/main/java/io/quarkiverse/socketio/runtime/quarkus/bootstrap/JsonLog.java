package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.util.Arrays;
import java.util.logging.Formatter;
import java.util.logging.Handler;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.logmanager.handlers.FileHandler;
import org.jspecify.annotations.Nullable;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.logging.json.runtime.JsonLogConfig;
import io.quarkus.logging.json.runtime.LoggingJsonRecorder;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.logging.LoggingSetupRecorder;
import io.smallrye.config.SmallRyeConfig;

/**
 * Sets up the primary's log as that of the application, with its formatters for JSON. Only loaded if the application has the
 * extension for them, quarkus-logging-json.
 * <p>
 * Thread: main.
 */
final class JsonLog {
    private JsonLog() {
    }

    /** @return whether the console's lines are JSON */
    static boolean setUp(SmallRyeConfig config) {
        LoggingJsonRecorder json = new LoggingJsonRecorder(new RuntimeValue<>(config.getConfigMapping(JsonLogConfig.class)),
                new RuntimeValue<>(config.getConfigMapping(ApplicationConfig.class)));
        Formatter console = json.initializeConsoleJsonLogging().getValue().orElse(null);
        if (console instanceof JsonFormatter lines) {
            lines.setPrettyPrint(false); // an object is a line, as those of the workers
        }
        if (console != null) {
            printEarlyRecords(console);
        }
        LoggingSetupRecorder.handleFailedStart();
        Formatter file = json.initializeFileJsonLogging().getValue().orElse(null);
        for (Handler handler : InitialConfigurator.DELAYED_HANDLER.getHandlers()) {
            format(handler, console, file);
        }
        return console != null;
    }

    /** Prints what was logged before there were handlers, which would be plain lines otherwise. */
    private static void printEarlyRecords(Formatter console) {
        Handler handler = new ConsoleHandler(console);
        handler.setLevel(Level.INFO);
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] { handler });
    }

    private static void format(Handler handler, @Nullable Formatter console,
            @Nullable Formatter file) {
        if (handler instanceof ConsoleHandler && console != null) {
            handler.setFormatter(console);
        } else if (handler instanceof FileHandler && file != null) {
            handler.setFormatter(file);
        } else if (handler instanceof ExtHandler nested) { // asynchronous
            Arrays.stream(nested.getHandlers()).forEach(inner -> format(inner, console, file));
        }
    }
}
