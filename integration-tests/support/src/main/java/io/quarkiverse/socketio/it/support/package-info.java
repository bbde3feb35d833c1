/**
 * What the tests of several modules share: {@link io.quarkiverse.socketio.it.support.Requires} for programs that a machine may
 * lack, and {@link io.quarkiverse.socketio.it.support.TestSummary}, the closing line of a build. Imports JUnit's API only.
 */
package io.quarkiverse.socketio.it.support;
