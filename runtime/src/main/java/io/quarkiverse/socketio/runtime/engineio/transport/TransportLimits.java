package io.quarkiverse.socketio.runtime.engineio.transport;

import java.time.Duration;

/**
 * Limits on what a client may make a transport hold.
 *
 * @param maxPayload bytes of one message, or of one long-polling request; sent to the client in the OPEN packet
 * @param maxPacketsPerPayload packets in one long-polling request
 * @param maxBufferedBytes bytes queued for a client that does not read; beyond, its connection is closed
 * @param messageTime how long the client may take to send a whole message, or the body of a long-polling request
 * @param maxRequestBytes bytes of the URL and the header fields of a handshake that are kept with its session
 */
public record TransportLimits(int maxPayload, int maxPacketsPerPayload, long maxBufferedBytes, Duration messageTime,
        int maxRequestBytes) {
    public TransportLimits {
        if (maxPayload < 1) {
            throw new IllegalArgumentException("max-payload must be at least 1 byte, was " + maxPayload);
        }
        if (maxPacketsPerPayload < 1) {
            throw new IllegalArgumentException("limits.packets-per-payload must be at least 1, was " + maxPacketsPerPayload);
        }
        if (maxBufferedBytes < 1) {
            throw new IllegalArgumentException("limits.buffered-bytes must be at least 1, was " + maxBufferedBytes);
        }
        if (messageTime.isZero() || messageTime.isNegative()) {
            throw new IllegalArgumentException("limits.message-time must be more than 0, was " + messageTime);
        }
        if (maxRequestBytes < 0) {
            throw new IllegalArgumentException("limits.request-bytes must be at least 0, was " + maxRequestBytes);
        }
    }
}
