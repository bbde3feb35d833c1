package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;

/** A namespace that lets sockets join 5 rooms, records its calls, and answers on request of the test. Thread: any. */
public final class FakeCallbacks implements AdapterCallbacks {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);
    private final AtomicLong ids = new AtomicLong(5);
    /** Received server-side events. */
    final List<String> received = new CopyOnWriteArrayList<>();
    /** The callbacks of requested responses, which the test completes. */
    final List<Consumer<@Nullable EncodedPacket>> askers = new CopyOnWriteArrayList<>();

    @Override
    public String namespace() {
        return "/";
    }

    @Override
    public void onServerSideEmit(EncodedPacket event, @Nullable Consumer<@Nullable EncodedPacket> answer) {
        StringBuilder all = new StringBuilder(new String(event.text(), StandardCharsets.UTF_8));
        event.attachments().forEach(attachment -> all.append(' ').append(Arrays.toString(attachment)));
        received.add(all.toString());
        if (answer != null) {
            askers.add(answer);
        }
    }

    @Override
    public AckRequest withAckId(EncodedPacket event) {
        long id = ids.getAndIncrement();
        return new AckRequest(id, parser.withAckId(event, id));
    }

    @Override
    public int roomsPerSocket() {
        return 5;
    }

    @Override
    public EncodedPacket withOffset(EncodedPacket event, String offset) {
        return parser.withOffset(event, offset);
    }

    @Override
    public boolean release(String pid, Predicate<String> owner, Runnable next) {
        return false;
    }

    @Override
    public void onNothingKept() {
        // namespaces are never removed here
    }

    @Override
    public byte[] encodeValues(Map<String, ?> values) {
        return parser.encodeValues(values);
    }

    @Override
    public Map<String, Object> decodeValues(byte[] encoded) {
        return parser.decodeValues(encoded);
    }
}
