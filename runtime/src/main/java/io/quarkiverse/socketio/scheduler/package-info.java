/**
 * Public API: scheduled methods in a cluster. Entry: {@link io.quarkiverse.socketio.scheduler.OncePerCluster}. Imports the API of
 * clusters and that of quarkus-scheduler, which is optional; nothing of the packages inside.
 */
@NullMarked
package io.quarkiverse.socketio.scheduler;

import org.jspecify.annotations.NullMarked;
