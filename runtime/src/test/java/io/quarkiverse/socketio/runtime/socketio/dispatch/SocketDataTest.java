package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

class SocketDataTest {
    private static final PacketParser JSON = new JsonPacketParser(new ObjectMapper(), 10);
    private static final Type USERS = new TypeReference<List<User>>() {
    }.getType();

    private final AtomicInteger changes = new AtomicInteger();
    private final SocketData map = recovered(JSON, Map.of("a", 1));

    record User(String name, byte[] picture) {
    }

    record Account(int number) {
    }

    private SocketData recovered(PacketParser parser, Map<String, ?> values) {
        return new SocketData(SocketData.Recovered.of(parser, parser.encodeValues(values)), changes::incrementAndGet);
    }

    @Test
    void recoveredEntriesAreNoChange() {
        assertThat(map).isEqualTo(Map.of("a", 1));
        assertThat(changes).hasValue(0);
    }

    @Test
    void eachModifyingMethodNotifiesTheListener() {
        List<Consumer<SocketData>> methods = List.of(
                it -> it.put("b", 1), it -> it.putAll(Map.of("c", 1)), it -> it.putIfAbsent("d", 1), it -> it.remove("a"),
                it -> it.remove("b", 1), it -> it.replace("c", 2), it -> it.replace("c", 2, 3),
                it -> it.replaceAll((k, v) -> 4),
                it -> it.computeIfAbsent("e", key -> 1), it -> it.computeIfPresent("e", (key, value) -> 2),
                it -> it.compute("e", (key, value) -> 3), it -> it.merge("e", 1, (a, b) -> a), SocketData::clear);
        int before = 0;
        for (Consumer<SocketData> method : methods) {
            method.accept(map);
            assertThat(changes.get()).isGreaterThan(before);
            before = changes.get();
        }
        assertThat(map).isEmpty();
    }

    @Test
    void readingDoesNotNotifyTheListener() {
        map.get("a");
        map.read("a", Long.class);
        map.getOrDefault("b", 1);
        map.containsKey("a");
        map.forEach((key, value) -> {
        });
        assertThat(changes).hasValue(0);
    }

    static Stream<PacketParser> parsers() {
        return Stream.of(JSON, new MsgpackPacketParser(new ObjectMapper()));
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void recoveredValuesAreReadAsTheTypesThatWereStored(PacketParser parser) {
        byte[] picture = { 0, -1, 7 };
        SocketData data = recovered(parser, Map.of("user", new User("ada", picture), "users",
                List.of(new User("bob", picture)), "picture", picture, "orders", 7L, "open", true, "tags", List.of("x")));
        assertThat(data.get("user")).as("without a type, it is what JSON has").isInstanceOf(Map.class);
        User user = (User) data.read("user", User.class);
        assertThat(user).isNotNull();
        assertThat(user.name()).isEqualTo("ada");
        assertThat(user.picture()).isEqualTo(picture);
        assertThat((List<?>) data.read("users", USERS)).singleElement().isInstanceOf(User.class);
        assertThat(data.read("picture", byte[].class)).isEqualTo(picture);
        assertThat(data.read("orders", long.class)).isEqualTo(7L);
        assertThat(data.read("open", Boolean.class)).isEqualTo(true);
        assertThat(data.read("tags", new TypeReference<List<String>>() {
        }.getType())).isEqualTo(List.of("x"));
    }

    @Test
    void aRecoveredNumberKeepsItsDigits() {
        BigDecimal price = new BigDecimal("12345678901234567890.10");
        assertThat(recovered(JSON, Map.of("price", price)).read("price", BigDecimal.class)).isEqualTo(price);
    }

    @Test
    void whatWasReadAsATypeStaysThatObject() {
        SocketData data = recovered(JSON, Map.of("cart", Map.of("number", 3)));
        Object first = data.read("cart", Account.class);
        assertThat(first).isEqualTo(new Account(3));
        assertThat(data.read("cart", Account.class)).isSameAs(first);
        assertThat(data.get("cart")).isSameAs(first);
    }

    @Test
    void aReadAsAPlainTypeLeavesThePlainValue() {
        SocketData data = recovered(JSON, Map.of("user", Map.of("number", 3)));
        assertThat(data.read("user", Map.class)).isEqualTo(Map.of("number", 3));
        assertThat(data.read("user", Object.class)).isEqualTo(Map.of("number", 3));
        assertThat(data.read("user", JsonNode.class)).isInstanceOf(JsonNode.class);
    }

    @Test
    void aValueThatReplacesARecoveredOneIsReturnedAsItIs() {
        Account account = new Account(1);
        map.put("a", account);
        assertThat(map.read("a", Account.class)).isSameAs(account);
        map.remove("a");
        assertThat(map.read("a", Account.class)).isNull();
    }

    @Test
    void withoutAValueThereIsNullOrZero() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("nothing", null);
        for (SocketData data : List.of(recovered(JSON, values), new SocketData(null, changes::incrementAndGet))) {
            for (String key : List.of("nothing", "absent")) {
                assertThat(data.read(key, User.class)).isNull();
                assertThat(data.read(key, USERS)).isNull();
                assertThat(data.read(key, int.class)).isEqualTo(0);
                assertThat(data.read(key, boolean.class)).isEqualTo(false);
            }
        }
    }

    @Test
    void theFailureForAStoredValueNamesKeyTypesAndCure() {
        map.put("user", new Account(1));
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> map.read("user", User.class)).withMessage(
                "data(\"user\") is of type " + Account.class.getTypeName() + " and cannot be read as "
                        + User.class.getTypeName()
                        + ": ask for the type that was stored, or store one of the type that is asked for");
        map.put("list", Map.of());
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> map.read("list", USERS))
                .withMessageContaining("cannot be read as java.util.List<" + User.class.getTypeName() + ">");
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void theFailureForARecoveredValueNamesKeyTypesAndCure(PacketParser parser) {
        SocketData data = recovered(parser, Map.of("user", Map.of("name", "ada"), "thread", Map.of()));
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> data.read("user", int.class))
                .withMessageStartingWith("data(\"user\") is an object of JSON, as it comes from another worker or from before a"
                        + " recovery, and cannot be read as int: ")
                .withMessageEndingWith(
                        ". Ask for the type that was stored, and store what Jackson can write and read, such as a record");
        assertThat(data.get("user")).as("it is still there").isEqualTo(Map.of("name", "ada"));
    }

    @Test
    void nullIsRefusedWithAText() {
        assertThatNullPointerException().isThrownBy(() -> map.put("user", null))
                .withMessage("data(\"user\") must not be null; to have no value, remove the key");
        assertThatNullPointerException().isThrownBy(() -> map.putAll(new HashMap<>() {
            {
                put("user", null);
            }
        })).withMessageStartingWith("data(\"user\") must not be null");
        List<Consumer<SocketData>> withoutKey = List.of(it -> it.put(null, 1), it -> it.get(null), it -> it.remove(null),
                it -> it.containsKey(null), it -> it.getOrDefault(null, 1), it -> it.compute(null, (k, v) -> 1),
                it -> it.putIfAbsent(null, 1), it -> it.merge(null, 1, (a, b) -> a), it -> it.read(null, User.class));
        for (Consumer<SocketData> method : withoutKey) {
            assertThatNullPointerException().isThrownBy(() -> method.accept(map))
                    .withMessage("A key of data() must not be null");
        }
        assertThatNullPointerException().isThrownBy(() -> map.read("a", null)).withMessage("The type must not be null");
    }
}
