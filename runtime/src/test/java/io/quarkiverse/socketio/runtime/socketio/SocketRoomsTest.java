package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogRecords;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.smallrye.mutiny.Uni;

/** Tests rooms. A socket of the fixture may be in four rooms. */
class SocketRoomsTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
    }

    @Test
    void joiningTooManyRoomsFailsAndJoinsNone() {
        fixture.connected();
        Socket socket = fixture.socket();
        socket.join("1", "2", "3");
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> socket.join("4", "5"))
                .withMessage("Socket " + socket.id() + " in namespace / joins no room, as it would be in more than 4"
                        + " (quarkus.socketio.limits.rooms-per-socket)");
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "1", "2", "3");
        socket.join("4", "1");
        assertThat(socket.rooms()).hasSize(5);
    }

    @Test
    void aHandlerThatJoinsTooManyRoomsFailsAndTheClientStays() {
        io.onConnection(socket -> {
            socket.onError(failure -> fixture.note(failure.getMessage()));
            socket.on("join", (args, ack) -> {
                socket.join(args.toList().toArray(String[]::new));
                ack.send("joined");
            });
        });
        SocketIOFixture.Client client = fixture.connected();
        client.sends("21[\"join\",\"1\",\"2\",\"3\"]", "22[\"join\",\"4\",\"5\"]", "23[\"join\",\"4\"]");
        assertThat(client.got()).containsExactly("31[\"joined\"]", "33[\"joined\"]");
        assertThat(fixture.notes).singleElement().asString().contains("limits.rooms-per-socket");
    }

    @Test
    void aJoinOfARoomNamedLikeAnotherSocketsIdIsLoggedIfConfigured() {
        AtomicLong clock = new AtomicLong();
        ServerOptions asked = new ServerOptions(SocketIOFixture.OPTIONS.connectTimeout(), false,
                SocketIOFixture.OPTIONS.limits(), false, new MistakeReports(true, ErrorAnswers.NONE, clock::get));
        for (ServerOptions options : List.of(SocketIOFixture.OPTIONS, asked)) {
            SocketIOFixture server = new SocketIOFixture(options);
            server.connected();
            Socket one = server.socket();
            server.connected();
            Socket other = server.socket();
            try (LogRecords log = LogRecords.of(JoinedIdWarning.class)) {
                one.join("room", one.id());
                assertThat(log.all()).isEmpty();
                one.join(other.id());
                server.io.in("room").socketsJoin(other.id()); // the listener runs
                one.leave(other.id());
                server.io.in("room").socketsJoin(other.id());
                assertThat(log.all()).hasSize(options == asked ? 1 : 0);
                assertThat(log.all()).allSatisfy(line -> {
                    assertThat(line.getLevel().getName()).isEqualTo("WARN");
                    assertThat(line.getMessage()).startsWith("Socket " + one.id()
                            + " in namespace / joined a room whose name is the id of another socket, " + other.id());
                });
                clock.addAndGet(Duration.ofSeconds(11).toNanos());
                one.leave(other.id());
                server.io.in("room").socketsJoin(other.id());
                assertThat(log.all()).hasSize(options == asked ? 2 : 0);
            }
            server.assertNothingIsLeft();
        }
    }

    @Test
    void theApplicationCannotMakeSocketsJoinOrLeaveTheRoomsOfUsers() {
        fixture.connected();
        Socket socket = fixture.socket();
        String room = UserRooms.name("alice");
        List<Consumer<String>> attempts = List.of(socket::join, socket::leave, io::socketsJoin, io::socketsLeave,
                name -> socket.join("mine", name), name -> io.in("x").socketsJoin("mine", name));
        assertThat(attempts).allSatisfy(attempt -> assertThatExceptionOfType(SocketIOException.class)
                .isThrownBy(() -> attempt.accept(room)).withMessageContaining("those of Presence"));
        assertThat(socket.rooms()).containsExactly(socket.id());
    }

    @Test
    void theRoomsOfUsersAreSelectedByHandlesAndNotByNamesThatClientsKnow() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        ((NamespaceImpl) socket.namespace()).joinUserRoom(socket, "alice");
        String room = UserRooms.name("alice");
        List<Consumer<String>> attempts = List.of(io::to, io::in, io::except, socket::to, socket::except, io.of("/")::sockets,
                name -> io.to("x").except("y", name));
        assertThat(attempts).allSatisfy(attempt -> assertThatExceptionOfType(SocketIOException.class)
                .isThrownBy(() -> attempt.accept(room)).withMessageContaining("presence.room(user)"));
        String handle = UserRooms.handle("alice");
        fixture.run(() -> {
            io.to(handle).emit("a");
            io.except(handle).emit("b");
        });
        assertThat(client.got()).containsExactly("2[\"a\"]");
        assertThat(io.of("/").sockets(handle)).containsExactly(socket);
        assertThat(handle).isNotEqualTo(room);
        assertThat(io.of("/").sockets(UserRooms.any(room))).as("for administrators").containsExactly(socket);
    }

    @Test
    void aSocketIsInTheRoomOfOneUser() {
        fixture.connected();
        Socket socket = fixture.socket();
        NamespaceImpl main = (NamespaceImpl) socket.namespace();
        assertThat(main.joinUserRoom(socket, "alice")).isTrue();
        assertThat(main.joinUserRoom(socket, "bob")).isTrue();
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), UserRooms.name("bob"));
        socket.join("1", "2", "3");
        assertThat(main.joinUserRoom(socket, null)).isTrue();
        socket.join("4");
        assertThat(main.joinUserRoom(socket, "carol")).isFalse();
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "1", "2", "3", "4");
    }

    @Test
    void listenersOfAllNamespacesAreToldOfRoomsInEach() {
        io.of("/before");
        io.onRoomsOfEach(namespace -> notes(note -> fixture.note(namespace + " " + note)));
        fixture.connected();
        io.of("/later");
        assertThat(fixture.notes).anyMatch(note -> note.toString().startsWith("/ join"));
        assertThat(io.find("/later")).isSameAs(io.of("/later"));
        assertThat(io.find("/never")).isNull();
    }

    private static RoomListener notes(Consumer<String> notes) {
        return new RoomListener() {
            @Override
            public void onCreate(String room) {
                notes.accept("create " + room);
            }

            @Override
            public void onJoin(String room, String socketId) {
                notes.accept("join " + room + " " + socketId);
            }

            @Override
            public void onLeave(String room, String socketId) {
                notes.accept("leave " + room + " " + socketId);
            }

            @Override
            public void onDelete(String room) {
                notes.accept("delete " + room);
            }
        };
    }

    @Test
    void roomListenersAreCalledInOrder() {
        io.onRooms(notes(fixture::note));
        SocketIOFixture.Client client = fixture.connected();
        Socket first = fixture.socket();
        fixture.connected();
        Socket second = fixture.socket();
        String a = first.id();
        String b = second.id();
        fixture.notes.clear();
        first.join("red", "red");
        first.join("red");
        second.join("red");
        first.leave("red");
        first.leave("red");
        io.in(b).socketsJoin("blue");
        io.in(b).socketsLeave("red", "never joined");
        io.in("blue").socketsLeave("blue");
        assertThat(fixture.notes).containsExactly("create red", "join red " + a, "join red " + b, "leave red " + a,
                "create blue", "join blue " + b, "leave red " + b, "delete red", "leave blue " + b, "delete blue");
        fixture.notes.clear();
        client.disconnects();
        assertThat(fixture.notes).containsExactly("leave " + a + " " + a, "delete " + a);
        assertThat(io.rooms()).containsExactly(b);
        assertThat(io.sockets(b)).containsExactly(second);
        assertThat(io.sockets(a)).isEmpty();
    }

    @Test
    void roomListenersAreCalledForEarlyJoinsOnConnection() {
        io.onRooms(notes(fixture::note));
        io.use(socket -> {
            socket.join("red");
            return socket.handshake().auth(Map.class).isEmpty() ? Uni.createFrom().failure(new SocketIOException("no"))
                    : Uni.createFrom().voidItem();
        });
        fixture.connected();
        assertThat(fixture.notes).isEmpty();
        fixture.new Client().sends("0{\"let\":\"me\"}");
        String id = fixture.socket().id();
        assertThat(fixture.notes).containsExactlyInAnyOrder("create red", "join red " + id, "create " + id,
                "join " + id + " " + id);
    }

    @Test
    void aListenerMayChangeRoomsAndAnotherMayFail() {
        io.onRooms(new RoomListener() {
            @Override
            public void onCreate(String room) {
                throw new IllegalStateException("on purpose");
            }
        });
        fixture.connected();
        Socket socket = fixture.socket();
        io.onRooms(new RoomListener() {
            @Override
            public void onJoin(String room, String socketId) {
                if (room.equals("red")) {
                    socket.leave("red");
                    socket.join("blue");
                }
            }
        });
        io.onRooms(notes(fixture::note));
        socket.join("red");
        assertThat(fixture.notes).containsExactly("create red", "join red " + socket.id(), "leave red " + socket.id(),
                "delete red", "create blue", "join blue " + socket.id());
    }

    @Test
    void noLockIsHeldWhileAListenerIsCalled() {
        fixture.connected();
        Socket socket = fixture.socket();
        io.onRooms(new RoomListener() {
            @Override
            public void onJoin(String room, String socketId) {
                Thread other = new Thread(() -> {
                    socket.leave("red");
                    socket.join("blue");
                });
                other.start();
                try {
                    other.join(30_000);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                fixture.note(room + " " + other.isAlive());
            }
        });
        socket.join("red");
        assertThat(fixture.notes).containsExactly("red false", "blue false");
    }

    @Test
    void roomListenersOfTheParentAreCalledForChildNamespaces() {
        Namespace parent = io.of(Pattern.compile("/dyn-\\d"));
        parent.onConnection(socket -> socket.join("red")).onRooms(notes(fixture::note));
        fixture.new Client().sends("0/dyn-1,", "0/dyn-2,");
        assertThat(fixture.notes).filteredOn("create red"::equals).hasSize(2);
        assertThat(parent.rooms()).hasSize(3).contains("red");
        assertThat(parent.sockets("red")).hasSize(2);
    }

    @Test
    @Timeout(60)
    void concurrentRoomEventsAreInOrderAndWithoutLocks() throws Exception {
        Map<String, Set<String>> members = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        io.onRooms(new RoomListener() {
            @Override
            public void onCreate(String room) {
                note(members.put(room, new HashSet<>()) == null, room);
            }

            @Override
            public void onJoin(String room, String socketId) {
                note(members.get(room).add(socketId), room);
                io.rooms(); // all locks are free
            }

            @Override
            public void onLeave(String room, String socketId) {
                note(members.get(room).remove(socketId), room);
            }

            @Override
            public void onDelete(String room) {
                note(members.remove(room).isEmpty(), room);
            }

            private void note(boolean right, String room) {
                if (!right) {
                    wrong.add(room);
                }
            }
        });
        for (int i = 0; i < 4; i++) {
            fixture.connected();
        }
        List<Thread> threads = fixture.sockets.stream().map(socket -> new Thread(() -> {
            Random random = new Random(socket.id().hashCode());
            for (int i = 0; i < 5_000; i++) {
                String room = "r" + random.nextInt(3);
                if (random.nextBoolean()) {
                    socket.join(room);
                } else {
                    socket.leave(room);
                }
            }
        })).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(members.keySet()).isEqualTo(io.rooms());
        members.forEach((room, ids) -> assertThat(ids)
                .isEqualTo(io.sockets(room).stream().map(Socket::id).collect(Collectors.toSet())));
    }

    @Test
    void socketsKeepTheirRoomsIfARemoteJoinExceedsTheLimit() {
        fixture.connected();
        Socket socket = fixture.socket();
        socket.join("1", "2", "3", "4");
        fixture.connected();
        try (LogRecords log = LogRecords.of(NamespaceImpl.class)) {
            fixture.run(() -> io.socketsJoin("5"));
            fixture.run(() -> io.in("1").socketsJoin("5"));
            assertThat(log.all()).singleElement().satisfies(record -> {
                assertThat(record.getLevel()).isEqualTo(Level.WARNING);
                assertThat(record.getMessage()).startsWith("Socket " + socket.id())
                        .endsWith("(quarkus.socketio.limits.rooms-per-socket)");
            });
        }
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "1", "2", "3", "4");
        assertThat(fixture.socket().rooms()).containsExactlyInAnyOrder(fixture.socket().id(), "5");
    }
}
