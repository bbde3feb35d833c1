package io.quarkiverse.socketio.it.badinput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * A request of HTTP/1.1, and the response of an application as far as it must not depend on the number of processes.
 *
 * @param what it is about, for the message of a test that fails
 * @param fields of the header, each a line
 */
record Exchange(String what, String method, String target, List<String> fields) {

    /**
     * A response without the parts that depend on its content: the length and, unless it is a refusal, the body.
     *
     * @param fields of the header, by their names in small letters
     */
    record Answer(int status, Map<String, String> fields, String body) {
    }

    static Exchange get(String what, String target, String... fields) {
        return new Exchange(what, "GET", target, List.of(fields));
    }

    /** Adds basic authentication for a user whose password is the user name. */
    static String as(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns this request with another header field. */
    Exchange with(String field) {
        List<String> more = new ArrayList<>(fields);
        more.add(field);
        return new Exchange(what, method, target, more);
    }

    /** Sends the request over its own connection. */
    Answer at(int port) {
        try (RawHttp http = new RawHttp(port)) {
            http.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", fields)
                    + (fields.isEmpty() ? "" : "\r\n") + "\r\n");
            return method.equals("HEAD") ? head(http) : answer(http.receive());
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        }
    }

    private static Answer answer(RawHttp.Response response) {
        boolean refused = response.status() >= 400 && response.status() != 503;
        return new Answer(response.status(), comparable(response.headers()), refused ? response.body() : "");
    }

    /** Reads a response without a body, whatever its Content-Length. */
    private static Answer head(RawHttp http) throws IOException {
        int status = Integer.parseInt(http.line().split(" ")[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line; (line = http.line()) != null && !line.isEmpty();) {
            headers.put(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                    line.substring(line.indexOf(':') + 1).trim());
        }
        return new Answer(status, comparable(headers), "");
    }

    static Map<String, String> comparable(Map<String, String> headers) {
        Map<String, String> fields = new TreeMap<>(headers);
        fields.keySet().removeAll(List.of("content-length", "transfer-encoding", "date"));
        return fields;
    }

    @Override
    public String toString() {
        return what + ": " + method + " " + target;
    }
}
