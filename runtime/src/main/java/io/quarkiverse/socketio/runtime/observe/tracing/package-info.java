/**
 * Tracing with OpenTelemetry: spans of handler calls and broadcasts. Registered only if that extension is present.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.tracing;

import org.jspecify.annotations.NullMarked;
