/**
 * The configuration: its javadoc is the manual. {@link CoreOptions} makes the options of the core from it; nobody else reads it
 * there.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.config;

import org.jspecify.annotations.NullMarked;
