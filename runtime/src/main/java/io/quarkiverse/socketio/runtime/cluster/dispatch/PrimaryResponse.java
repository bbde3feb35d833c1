package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

/** A small HTTP response of the primary itself; the connection is closed after it. */
public record PrimaryResponse(String status, String contentType, String body, String extraHeaders) {

    /** Returns the response when no worker is ready; starting workers need a second or two. */
    static PrimaryResponse noWorker() {
        return new PrimaryResponse("503 Service Unavailable", "text/plain; charset=utf-8",
                "No worker of the cluster is ready to take this request.\n", "Retry-After: 1\r\n");
    }

    /** Returns the response when no process has a file descriptor left. */
    static PrimaryResponse noDescriptors() {
        return new PrimaryResponse("503 Service Unavailable", "text/plain; charset=utf-8",
                "The server has no file descriptor left for this connection.\n", "Retry-After: 1\r\n");
    }

    public static PrimaryResponse text(String status, String body) {
        return new PrimaryResponse(status, "text/plain; charset=utf-8", body + "\n", "");
    }

    public static PrimaryResponse json(String status, String body) {
        return new PrimaryResponse(status, "application/json; charset=UTF-8", body, "");
    }

    /** Returns the number in the status. */
    public int code() {
        return Integer.parseInt(status.substring(0, status.indexOf(' ')));
    }

    byte[] bytes(boolean withBody) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String text = "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nContent-Length: " + content.length
                + "\r\n" + extraHeaders + "Connection: close\r\n\r\n" + (withBody ? body : "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
