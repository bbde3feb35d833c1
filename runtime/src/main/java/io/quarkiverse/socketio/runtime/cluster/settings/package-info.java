/**
 * The settings of the primary as plain records, independent of their source; and {@link ClusterStartException}, which is thrown
 * when it cannot start with them.
 * <p>
 * May import {@code supervision}, {@code dispatch}, {@code link} and {@code spi}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.settings;

import org.jspecify.annotations.NullMarked;
