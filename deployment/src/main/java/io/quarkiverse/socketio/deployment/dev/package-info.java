/**
 * Worker processes in dev mode: builds a production application of the current classes at each reload and runs it as a cluster.
 * Entry: {@link DevWorkersProcessor}. Shares only types of the JDK with the running application, which other class loaders load.
 */
package io.quarkiverse.socketio.deployment.dev;
