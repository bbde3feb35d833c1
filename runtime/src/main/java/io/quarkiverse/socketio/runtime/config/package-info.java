/**
 * The configuration of the extension; the javadoc of a key is its manual. Entry: {@link ClusterConfig}.
 * <p>
 * May import anything; nothing that runs reads configuration but through values made of it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.config;

import org.jspecify.annotations.NullMarked;
