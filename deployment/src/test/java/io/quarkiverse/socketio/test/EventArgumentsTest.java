package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.buffer.Buffer;

/** Tests the parameter types of handler methods: each handler acknowledges what it got. */
class EventArgumentsTest extends ClientTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(
            root -> root.addClasses(Client.class, ClientTest.class, Handlers.class, Line.class, Upload.class));

    @Test
    void aRecord() throws JSONException {
        JSONObject answer = (JSONObject) client.ask("record", new JSONObject().put("from", 1).put("text", "hello"));
        assertThat(answer.getInt("from")).isEqualTo(2);
        assertThat(answer.getString("text")).isEqualTo("hello!");
    }

    @Test
    void aListOfRecords() throws JSONException {
        JSONArray lines = new JSONArray().put(new JSONObject().put("from", 1).put("text", "a"))
                .put(new JSONObject().put("from", 2).put("text", "b"));
        assertThat(client.ask("list", lines)).isEqualTo("ab");
    }

    @Test
    void aMapOfListsOfRecords() throws JSONException {
        JSONObject map = new JSONObject().put("x", new JSONArray().put(new JSONObject().put("from", 7).put("text", "a")));
        assertThat(client.ask("map", map)).isEqualTo(7);
    }

    @Test
    void arraysOfRecordsAndOfLists() throws JSONException {
        JSONArray lines = new JSONArray().put(new JSONObject().put("from", 1).put("text", "a"));
        assertThat(client.ask("array", lines)).isEqualTo("a");
        assertThat(client.ask("listArray", new JSONArray().put(lines))).isEqualTo("a");
    }

    @Test
    void aWildcardIsReadAsItsBound() throws JSONException {
        assertThat(client.ask("wildcard", new JSONArray().put(new JSONObject().put("from", 1).put("text", "a"))))
                .isEqualTo("a");
    }

    @Test
    void primitives() {
        assertThat(client.ask("primitives", 1, 2L, 0.5, true, "x")).isEqualTo("1 2 0.5 true x");
    }

    @ParameterizedTest
    @ValueSource(strings = { "primitive", "notNull", "valid", "foreignNotNull" })
    void aMissingArgumentThatIsRequiredIsAFaultOfTheClient(String event) throws JSONException {
        for (Object[] args : new Object[][] { { "a" }, { "a", JSONObject.NULL } }) {
            JSONObject error = (JSONObject) client.ask(event, args);
            assertThat(error.getString("error")).isEqualTo("missing-argument");
            assertThat(error.getString("message")).isEqualTo("Argument 1 is missing");
            assertThat(error.getInt("argument")).isEqualTo(1);
            assertThat(error.length()).isEqualTo(3);
        }
    }

    @Test
    void aMissingOptionalArgumentIsEmpty() {
        assertThat(client.ask("optional")).isEqualTo("Optional.empty OptionalInt.empty null");
        assertThat(client.ask("optional", JSONObject.NULL, JSONObject.NULL, JSONObject.NULL))
                .isEqualTo("Optional.empty OptionalInt.empty null");
        assertThat(client.ask("optional", "a", 1, 2)).isEqualTo("Optional[a] OptionalInt[1] 2");
    }

    @Test
    void aMissingArgumentIsNullUnlessItsTypeIsPrimitive() {
        assertThat(client.ask("primitives", 1, 2L, 0.5, true)).isEqualTo("1 2 0.5 true null");
        assertThat(client.ask("primitives", 1, 2L, 0.5).toString()).contains("missing-argument", "Argument 3 is missing");
    }

    @Test
    void json() throws JSONException {
        assertThat(client.ask("json", new JSONObject().put("a", new JSONArray().put(1)))).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void bytes() {
        assertThat((byte[]) client.ask("bytes", (Object) new byte[] { 1, 2, 3 })).containsExactly(3, 2, 1);
    }

    @Test
    void aBuffer() throws JSONException {
        assertThat((byte[]) client.ask("buffer", (Object) new byte[] { 1, 2 })).containsExactly(1, 2, 42);
        assertThat(client.ask("noBuffer")).isEqualTo(true);
        assertThat(client.ask("nestedBuffer", new JSONObject().put("content", new byte[] { 1, 2, 3 }))).isEqualTo(3);
    }

    @Test
    void allArgumentsAsAList() {
        assertThat(client.ask("all", "a", 1, true)).isEqualTo("3: [a, 1, true]");
    }

    @Test
    void contextParametersBetweenArguments() {
        assertThat(client.ask("mixed", "a", "b")).isEqualTo(client.socket().id() + " a / 4 b");
    }

    @SocketIO
    static class Handlers {
        @OnEvent("record")
        Line record(Line line) {
            return new Line(line.from() + 1, line.text() + "!");
        }

        @OnEvent("list")
        String list(List<Line> lines) {
            return lines.get(0).text() + lines.get(1).text();
        }

        @OnEvent("map")
        int map(Map<String, List<Line>> lines) {
            return lines.get("x").get(0).from();
        }

        @OnEvent("array")
        String array(Line[] lines) {
            return lines[0].text();
        }

        @OnEvent("listArray")
        String listArray(List<Line>[] lines) {
            return lines[0].get(0).text();
        }

        @OnEvent("wildcard")
        String wildcard(List<? extends Line> lines) {
            return lines.get(0).text();
        }

        @OnEvent("primitive")
        void primitive(String first, int second) {
        }

        @OnEvent("notNull")
        void notNull(String first, @NotNull String second) {
        }

        @OnEvent("valid")
        void valid(String first, @Valid List<String> second) {
        }

        @OnEvent("foreignNotNull")
        void foreignNotNull(String first, @NonNull String second) {
        }

        @OnEvent("optional")
        String optional(Optional<String> first, OptionalInt second, Integer third) {
            return first + " " + second + " " + third;
        }

        @OnEvent("primitives")
        String primitives(int i, long l, double d, boolean b, String s) {
            return i + " " + l + " " + d + " " + b + " " + s;
        }

        @OnEvent("json")
        String json(JsonNode json) {
            return json.toString();
        }

        @OnEvent("bytes")
        byte[] bytes(byte[] bytes) {
            byte[] reversed = bytes.clone();
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            return reversed;
        }

        @OnEvent("buffer")
        Buffer buffer(Buffer buffer) {
            return Buffer.buffer().appendBuffer(buffer).appendByte((byte) 42);
        }

        @OnEvent("noBuffer")
        boolean noBuffer(Buffer buffer) {
            return buffer == null;
        }

        @OnEvent("nestedBuffer")
        int nestedBuffer(Upload upload) {
            return upload.content().length();
        }

        @OnEvent("all")
        String all(Arguments arguments) {
            return arguments.size() + ": " + Arrays.toString(arguments.toList().toArray());
        }

        @OnEvent("mixed")
        String mixed(Socket socket, String first, Namespace namespace, Handshake handshake, String second) {
            return socket.id() + " " + first + " " + namespace.name() + " " + handshake.query().get("EIO") + " " + second;
        }
    }

    record Line(int from, String text) {
    }

    record Upload(Buffer content) {
    }
}

/** As compilers and libraries add it: not visible at run time. */
@Retention(RetentionPolicy.CLASS)
@interface NonNull {
}
