/**
 * A Socket.IO client for the tests of applications; entry: {@link SocketIOTestClient}. It speaks the protocol with the packets of
 * the server's own code, over the HTTP client of the JDK. Imports of the extension only its API and its packets; neither JUnit
 * nor CDI.
 */
@NullMarked
package io.quarkiverse.socketio.test;

import org.jspecify.annotations.NullMarked;
