package io.quarkiverse.socketio.runtime.cluster.admin;

/**
 * Writes strings of JSON.
 * <p>
 * Thread: any; stateless.
 */
final class JsonString {
    private JsonString() {
    }

    /** Returns the text in quotation marks. */
    static String of(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
