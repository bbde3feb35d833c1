/** The public API of the Socket.IO server. */
package io.quarkiverse.socketio;
