/**
 * The configuration, whose Javadoc becomes the configuration reference. {@link CoreOptions} maps it to the options of the
 * core, which does not read configuration.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.config;

import org.jspecify.annotations.NullMarked;
