package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;

/** Creates the response that redirects a request to the port for HTTPS, for {@code quarkus.http.insecure-requests=redirect}. */
final class HttpsRedirect {
    private static final int HTTPS = 443;
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::\\d*)?");
    /** Matches targets without characters that could end the header field. */
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]*");

    private HttpsRedirect() {
    }

    static PrimaryResponse of(RequestLine line, RequestHead fields, int port) {
        List<String> hosts = fields.values("host");
        Matcher host = HOST.matcher(hosts.size() == 1 ? hosts.get(0) : "");
        if (!host.matches() || !PATH.matcher(line.target()).matches()) {
            return new PrimaryResponse("400 Bad Request", "text/plain; charset=utf-8", "This port only redirects to HTTPS.\n",
                    "");
        }
        String location = "https://" + host.group(1) + (port == HTTPS ? "" : ":" + port) + line.target();
        return new PrimaryResponse("301 Moved Permanently", "text/plain; charset=utf-8", "", "Location: " + location + "\r\n");
    }
}
