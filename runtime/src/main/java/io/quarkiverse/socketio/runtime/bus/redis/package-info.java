/**
 * The buses between hosts over Redis, with the messages of Node's adapters, so that servers in Java and in Node form one
 * cluster.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.bus.redis;

import org.jspecify.annotations.NullMarked;
