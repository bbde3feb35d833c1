/** Build time: finds the annotated beans and wires the runtime. {@link SocketIOProcessor} is the entry. */
package io.quarkiverse.socketio.deployment;
