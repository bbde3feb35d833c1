/**
 * The kinds of handler parameters. {@link io.quarkiverse.socketio.deployment.parameter.HandlerParameter} is the entry; a new
 * kind is a constant of {@link io.quarkiverse.socketio.deployment.parameter.CallValue} if it comes with the call, else a class
 * of its own. Imports nothing of the rest of the deployment module.
 */
@NullMarked
package io.quarkiverse.socketio.deployment.parameter;

import org.jspecify.annotations.NullMarked;
