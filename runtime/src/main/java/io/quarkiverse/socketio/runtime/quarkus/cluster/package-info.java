/**
 * A worker's part of the cluster inside the application: its membership, its servers, the primary's requests, the routes whose
 * answers come from the primary. Imports no other theme of {@code runtime.quarkus}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.cluster;

import org.jspecify.annotations.NullMarked;
