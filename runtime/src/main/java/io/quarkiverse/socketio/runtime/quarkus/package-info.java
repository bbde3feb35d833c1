/**
 * Where Quarkus and the rest meet: the bootstrap that decides between primary, worker and single process
 * ({@link ClusterBootstrap}), recorders, CDI beans.
 * <p>
 * May import anything; nobody imports it but generated code and the deployment module.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus;

import org.jspecify.annotations.NullMarked;
