package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;

/**
 * The methods that the pages in Dev UI call over JSON-RPC; those that return a {@code Multi} are subscriptions. Quarkus admits
 * pages of this machine only.
 * <p>
 * Thread: any.
 */
@ApplicationScoped
public class DevUIService {
    private static final TypeReference<List<@Nullable Object>> ARGUMENTS = new TypeReference<>() {
    };

    /** Events for a page; it shows only these if {@code first}, otherwise these too. */
    record Batch(boolean first, List<LoggedEvent> events) {
    }

    private final OpenPages pages = new OpenPages();

    @Inject
    LiveSockets live;

    @Inject
    ObjectMapper mapper;

    /** The updates would otherwise outlive the application that is reloaded. */
    void stop(@Observes ShutdownEvent event) {
        pages.close();
    }

    public List<String> namespaces() {
        return live.namespaces();
    }

    public Multi<SocketRow.Page> sockets() {
        return pages.whenChanged(live::version, live::sockets);
    }

    public Multi<RoomRow.Page> rooms() {
        return pages.whenChanged(live::version, live::rooms);
    }

    /** Returns the events logged and those to come that a filter selects, see {@link EventFilter}. */
    public Multi<Batch> events(String kind, String namespace, String socket, String event) {
        EventFilter filter = new EventFilter(kind, namespace, socket, event);
        return Multi.createFrom().deferred(() -> {
            AtomicLong read = new AtomicLong();
            return pages.whenChanged(() -> live.log().last(), () -> {
                long number = read.get();
                RecentEvents.Part part = live.log().after(number, filter);
                read.set(part.last());
                return new Batch(number == 0, part.events());
            }).filter(batch -> batch.first() || !batch.events().isEmpty());
        });
    }

    public void clearEvents() {
        live.log().clear();
    }

    /** Disconnects a socket from its namespace; its client does not reconnect by itself. */
    public Reply disconnect(String namespace, String socket) {
        Socket present = live.namespace(namespace).stream().flatMap(found -> found.sockets().stream())
                .filter(one -> one.id().equals(socket)).findFirst().orElse(null);
        if (present == null) {
            return new Reply(false, "The socket is no longer connected");
        }
        present.disconnect();
        return new Reply(true, "The socket is disconnected");
    }

    /**
     * Emits an event.
     *
     * @param room a room, or the id of a socket; empty for all sockets of the namespace
     * @param arguments a JSON array; empty for no arguments
     */
    public Reply emit(String namespace, String room, String event, String arguments) {
        NamespaceImpl present = live.namespace(namespace).orElse(null);
        if (present == null) {
            return new Reply(false, "There is no namespace " + namespace);
        }
        try {
            String array = arguments.isBlank() ? "[]" : arguments;
            List<@Nullable Object> values = mapper.readValue(array, ARGUMENTS);
            if (values == null || event.isBlank()) {
                return new Reply(false, values == null ? "The arguments are no JSON array, but null" : "The event has no name");
            }
            BroadcastOperator receivers = room.isEmpty() ? present.all() : present.to(UserRooms.any(room));
            receivers.emit(event, values.toArray());
            return new Reply(true, "Emitted " + event);
        } catch (JsonProcessingException e) {
            return new Reply(false, "The arguments are no JSON array, such as [\"text\", 5, {\"key\": true}]: "
                    + e.getOriginalMessage());
        } catch (SocketIOException e) {
            return new Reply(false, String.valueOf(e.getMessage()));
        }
    }
}
