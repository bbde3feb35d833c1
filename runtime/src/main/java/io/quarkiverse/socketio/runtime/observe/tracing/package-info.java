/**
 * Spans of what clients and other workers make the application do; only in an application with OpenTelemetry.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.tracing;

import org.jspecify.annotations.NullMarked;
