package io.quarkiverse.socketio.runtime.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;

/**
 * What administrators do to the sockets of all servers: join, leave, disconnect, emit. A command for a namespace that this
 * server does not have, because no client of it has asked for it, is passed on to the other servers. What cannot be understood
 * is ignored.
 * <p>
 * Thread: any.
 */
final class SocketCommands {
    private static final Logger LOG = Logger.getLogger(SocketCommands.class);
    private static final LogLimiter IGNORED = new LogLimiter();
    private static final String FORWARDED = "socketio-admin:command";

    /** Does something to the sockets selected; the arguments are those after the name of the namespace. */
    private enum Command {
        JOIN("join", 1) {
            @Override
            void run(BroadcastOperator sockets, List<@Nullable Object> args) {
                sockets.socketsJoin(text(args, 0));
            }
        },
        LEAVE("leave", 1) {
            @Override
            void run(BroadcastOperator sockets, List<@Nullable Object> args) {
                sockets.socketsLeave(text(args, 0));
            }
        },
        DISCONNECT("_disconnect", 1) {
            @Override
            void run(BroadcastOperator sockets, List<@Nullable Object> args) {
                sockets.disconnectSockets(Boolean.TRUE.equals(get(args, 0)));
            }
        },
        EMIT("emit", 0) {
            @Override
            void run(BroadcastOperator sockets, List<@Nullable Object> args) {
                sockets.emit(text(args, 1), args.subList(2, args.size()).toArray());
            }
        };

        private final String event;
        /** The position of the room whose sockets are selected; {@code null} there, or nothing, selects all. */
        private final int filter;

        Command(String event, int filter) {
            this.event = event;
            this.filter = filter;
        }

        abstract void run(BroadcastOperator sockets, List<@Nullable Object> args);

        static @Nullable Object get(List<@Nullable Object> args, int index) {
            return index < args.size() ? args.get(index) : null;
        }

        static String text(List<@Nullable Object> args, int index) {
            if (get(args, index) instanceof String text) {
                return text;
            }
            throw new SocketIOException("Argument " + index + " is no text");
        }

        BroadcastOperator select(BroadcastOperator all, List<@Nullable Object> args) {
            return get(args, filter) == null ? all : all.to(UserRooms.any(text(args, filter)));
        }
    }

    private final ServerImpl server;
    private final NamespaceImpl admin;

    SocketCommands(ServerImpl server, NamespaceImpl admin) {
        this.server = server;
        this.admin = admin;
        admin.onServerSide(FORWARDED, this::onForwarded);
    }

    /** Lets an administrator command. */
    void register(Socket administrator) {
        for (Command command : Command.values()) {
            administrator.on(command.event, guarded(command));
        }
    }

    private BiConsumer<Arguments, Ack> guarded(Command command) {
        return (arguments, ack) -> runGuarded(command, () -> onCommand(command, arguments.toList()));
    }

    private static void runGuarded(Command command, Runnable action) {
        try {
            action.run();
        } catch (SocketIOException e) {
            IGNORED.logf(LOG, Logger.Level.WARN, null, "A command %s of an administrator is ignored: %s", command.event,
                    e.getMessage());
        }
    }

    private void onCommand(Command command, List<@Nullable Object> args) {
        String name = Command.text(args, 0);
        NamespaceImpl namespace = server.find(name);
        if (namespace == null) {
            admin.serverSideEmit(FORWARDED, command.name(), args);
        } else {
            List<@Nullable Object> rest = args.subList(1, args.size());
            command.run(command.select(namespace.all(), rest), rest);
        }
    }

    private void onForwarded(Arguments arguments) {
        List<@Nullable Object> all = arguments.toList();
        if (Command.get(all, 1) instanceof List<?> args && Command.get(all, 0) instanceof String name) {
            for (Command command : Command.values()) {
                if (command.name().equals(name)) {
                    runGuarded(command, () -> runHere(command, new ArrayList<>(args)));
                }
            }
        }
    }

    private void runHere(Command command, List<@Nullable Object> args) {
        NamespaceImpl namespace = server.find(Command.text(args, 0));
        if (namespace != null) {
            List<@Nullable Object> rest = args.subList(1, args.size());
            command.run(command.select(namespace.local(), rest), rest);
        }
    }
}
