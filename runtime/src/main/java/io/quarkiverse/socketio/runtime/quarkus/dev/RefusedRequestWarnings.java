package io.quarkiverse.socketio.runtime.quarkus.dev;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;

/**
 * Warns in development of clients that are refused because of the configuration: old ones, and pages of other origins.
 * <p>
 * Thread: any.
 */
public final class RefusedRequestWarnings {
    private static final Logger LOG = Logger.getLogger(RefusedRequestWarnings.class);
    private static final int UNSUPPORTED_VERSION = 5;

    private RefusedRequestWarnings() {
    }

    public static void listenTo(Engine engine, MistakeReports reports) {
        engine.onConnectionError(error -> warn(error, reports));
    }

    private static void warn(ConnectionError error, MistakeReports reports) {
        if (error.code() == UNSUPPORTED_VERSION) {
            reports.warnf(LOG, "A client of Engine.IO 3 (Socket.IO 1 or 2) was refused. Update the client, or set"
                    + " quarkus.socketio.allow-eio3=true");
        } else if ("ORIGIN_NOT_ALLOWED".equals(error.context().get("name"))) {
            reports.warnf(LOG, "A page of the origin %s was refused. To serve it, add the origin to quarkus.socketio.origins",
                    DebugLog.quoted(String.valueOf(error.request().header("origin"))));
        }
    }
}
