/**
 * What runs before Quarkus starts: the decision between primary, worker and single process, and the primary's settings. Entry:
 * {@link ClusterBootstrap}. Of the other themes of {@code runtime.quarkus} it imports {@code cluster}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import org.jspecify.annotations.NullMarked;
