/**
 * The threads, queues and Vert.x contexts in which the application's code runs. Entry: {@link QuarkusHandlerExecutor}. Imports
 * no other theme of {@code runtime.quarkus}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.context;

import org.jspecify.annotations.NullMarked;
