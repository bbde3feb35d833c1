package io.quarkiverse.socketio.runtime.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Announce;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Changes;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Emit;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.FetchUsers;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.FetchedUsers;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Received;
import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Stopped;

/**
 * Who is connected to any server, as this one knows it. Each server owns the states of the users of its own sockets. It
 * publishes the states that change, numbered, and announces itself with the number of the last change at intervals, so that the
 * others notice a loss and fetch all states. A server that is not heard of for the time of its lease is dropped with its users.
 * <p>
 * Thread: any; messages and timers are served in a mailbox, sockets are added and removed on the caller's thread.
 */
public final class PresenceServer {
    private static final Logger LOG = Logger.getLogger(PresenceServer.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();
    /** Changes are published together, so that many clients that connect at a time cause few messages. */
    private static final Duration PUBLISH_DELAY = Duration.ofMillis(50);
    /** A message is closed when it is larger. */
    private static final int MAX_PART_BYTES = 64 << 10;
    /** Received bytes that are not served yet; more are dropped, and fetched again later. */
    private static final long MAX_WAITING_BYTES = 32 << 20;
    /** The lease is checked so often in its time. */
    private static final int CHECKS_PER_LEASE = 15;
    private static final int JITTER = 10;

    private final ServerInfo self;
    private final PresenceSettings settings;
    private final List<DataChannel> channels;
    private final PresenceRuntime runtime;
    private final Mailbox mailbox;
    private final PresenceIndex index = new PresenceIndex();
    private final LocalUsers local;
    private final EmitListener emits;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean publishScheduled = new AtomicBoolean();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** Used in the mailbox only, as all below. */
    private final UserEvents events;
    private final Replicas replicas;
    private long changes;
    private long checkedAt;
    private boolean ready;
    private boolean stopped;

    /**
     * @param channels to the other servers, those of the same host first; none for a single process
     * @param emits sends events for other servers
     * @param listener is told which users come online and go offline; {@code null} if nothing is to be done
     */
    public PresenceServer(ServerInfo self, PresenceSettings settings, List<DataChannel> channels, PresenceRuntime runtime, // wall: parts
            EmitListener emits, @Nullable UserListener listener) {
        this.self = self;
        this.settings = settings;
        this.channels = List.copyOf(channels);
        this.runtime = runtime;
        this.emits = emits;
        this.mailbox = new Mailbox(runtime.executor());
        this.local = new LocalUsers(self, index, settings.maxListed());
        this.events = new UserEvents(index, runtime, mailbox, settings.leaveDelay(), listener, this::isLeader);
        this.replicas = new Replicas(new RemoteUsers(index, settings, events), settings.lease());
    }

    /** Returns the users that are online; changes of this server's own sockets are in it at once. */
    public PresenceIndex index() {
        return index;
    }

    /** Starts to exchange users with the other servers. */
    public void start() {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).listen(new FromChannel(i));
        }
        mailbox.execute(() -> {
            checkedAt = now();
            if (channels.isEmpty()) {
                becomeReady();
            } else {
                announce(true);
                after(settings.interval(), this::becomeReady);
                after(interval(), this::beat);
                after(checkInterval(), this::check);
            }
        });
    }

    /** Tells the other servers that this one has stopped. Returns a future that is completed when that is done. */
    public CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(() -> {
            stopped = true;
            publish(new Stopped(self.id()));
            channels.forEach(DataChannel::close);
        }, mailbox);
    }

    /** A socket of a user is connected to this server; it may be added again. */
    public void add(String user, SocketEntry socket) {
        local.add(user, socket);
        onLocalChange(user);
    }

    /** A socket of a user is not connected any more. */
    public void remove(String user, String namespace, String socket) {
        if (local.remove(user, namespace, socket)) {
            onLocalChange(user);
        }
    }

    /** Has another server send an event to a user, on all servers; dropped if that server is gone. */
    public void emit(ServerInfo server, String user, String namespace, byte[] event) {
        mailbox.execute(() -> {
            Route route = replicas.routeTo(server.id());
            if (route != null) {
                send(route, new Emit(user, namespace, event));
            }
        });
    }

    private void onLocalChange(String user) {
        changed.add(user);
        if (publishScheduled.compareAndSet(false, true)) {
            after(PUBLISH_DELAY, this::publishChanges);
        }
    }

    private long now() {
        return runtime.nanoTime().getAsLong();
    }

    private void after(Duration delay, Runnable task) {
        runtime.scheduler().schedule(delay, () -> mailbox.execute(task));
    }

    private void becomeReady() {
        ready = true;
        announce(false); // others count this server among those that may lead
        events.open();
    }

    /** Returns the time to the next sign of life, so that servers that started together do not send theirs together. */
    private Duration interval() {
        long millis = settings.interval().toMillis();
        long jitter = Math.max(1, millis / JITTER);
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(jitter));
    }

    private Duration checkInterval() {
        return settings.lease().dividedBy(CHECKS_PER_LEASE);
    }

    private void beat() {
        if (!stopped) {
            announce(false);
            after(interval(), this::beat);
        }
    }

    private void announce(boolean asks) {
        publish(announcement(asks));
    }

    private Announce announcement(boolean asks) {
        return new Announce(self.host(), self.worker(), ready, asks);
    }

    /** Drops servers that are not heard of, but for the time in which this process itself did not run. */
    private void check() {
        if (stopped) {
            return;
        }
        long now = now();
        long expected = checkInterval().toNanos();
        long late = Math.max(0, now - checkedAt - 2 * expected);
        checkedAt = now;
        replicas.expire(now, late, server -> LOG.infof(
                "Server %s on host %s has not been heard of for %d s: its users are offline", server.id(), server.host(),
                settings.lease().toSeconds()));
        after(checkInterval(), this::check);
    }

    private void publish(PresenceMessage message) {
        byte[] encoded = PresenceMessage.encode(self.id(), changes, message);
        channels.forEach(channel -> channel.publish(encoded));
    }

    private void send(Route to, PresenceMessage message) {
        channels.get(to.channel()).send(to.name(), PresenceMessage.encode(self.id(), changes, message));
    }

    private void publishChanges() {
        publishScheduled.set(false);
        List<String> users = new ArrayList<>();
        for (String user : changed) { // what is added meanwhile is published now or the next time
            changed.remove(user);
            users.add(user);
            events.onChange(user);
        }
        if (!channels.isEmpty() && !stopped) {
            inParts(users, part -> {
                changes++;
                publish(new Changes(part.states));
            });
        }
    }

    /** Some states. */
    private record Part(int number, boolean more, List<UserState> states) {
    }

    /** Passes the present states of users, in parts; one empty part if there are none. */
    private void inParts(Collection<String> users, Consumer<Part> receiver) {
        List<UserState> states = new ArrayList<>();
        int bytes = 0;
        int number = 0;
        for (String user : users) {
            if (bytes > MAX_PART_BYTES) {
                receiver.accept(new Part(number++, true, states));
                states = new ArrayList<>();
                bytes = 0;
            }
            UserState state = index.stateOf(self, user);
            states.add(state);
            bytes += state.bytes();
        }
        receiver.accept(new Part(number, false, states));
    }

    private boolean isLeader(String user) {
        Set<String> candidates = new HashSet<>();
        replicas.all().forEach(known -> {
            if (known.isReady()) {
                candidates.add(known.replica().server().id());
            }
        });
        return Leader.isLeader(self.id(), candidates, user);
    }

    /** Receives the messages of one channel. */
    private final class FromChannel implements DataChannel.Listener {
        private final int channel;

        private FromChannel(int channel) {
            this.channel = channel;
        }

        @Override
        public void onData(String from, byte[] data) {
            if (waitingBytes.addAndGet(data.length) > MAX_WAITING_BYTES) {
                waitingBytes.addAndGet(-data.length);
                return;
            }
            mailbox.execute(() -> {
                waitingBytes.addAndGet(-data.length);
                receive(new Route(channel, from), data);
            });
        }

        @Override
        public void onPeers(Set<String> others) {
            Set<String> names = Set.copyOf(others);
            mailbox.execute(() -> replicas.onPeers(channel, names, now()).forEach(this::tellOtherChannels));
        }

        /** Servers on other hosts do not see the list of this channel. */
        private void tellOtherChannels(String dead) {
            LOG.debugf("Server %s has stopped: its users are offline", dead);
            byte[] message = PresenceMessage.encode(self.id(), changes, new Stopped(dead));
            for (int other = channel + 1; other < channels.size(); other++) {
                channels.get(other).publish(message);
            }
        }

        @Override
        public void onConnected() {
            mailbox.execute(() -> announce(true));
        }
    }

    private void receive(Route route, byte[] data) {
        Received received = decode(route, data);
        if (received == null || received.sender().equals(self.id()) || stopped) {
            return;
        }
        PresenceMessage message = received.message();
        if (message instanceof Announce announce) {
            onAnnounce(received, announce, route);
        } else if (message instanceof Stopped dead) {
            onStopped(dead.server());
        } else {
            Replicas.Known sender = replicas.sender(received.sender(), route, now());
            if (sender != null) {
                onMessage(sender, received);
            }
        }
    }

    private static @Nullable Received decode(Route route, byte[] data) {
        try {
            return PresenceMessage.decode(data);
        } catch (IllegalArgumentException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "Ignored %d bytes of server %s: %s", data.length, route.name(),
                    e.getMessage());
            return null;
        }
    }

    private void onAnnounce(Received received, Announce announce, Route route) {
        replicas.onAnnounce(received, announce, route, now(), !ready);
        if (announce.asks()) {
            send(route, announcement(false));
        }
        Replicas.Known sender = replicas.sender(received.sender(), route, now());
        if (sender != null) {
            fetchIfNeeded(sender);
        }
    }

    /** A server that is said to be dead knows better. */
    private void onStopped(String id) {
        if (id.equals(self.id())) {
            announce(false);
        } else {
            replicas.onStopped(id, now());
        }
    }

    private void onMessage(Replicas.Known sender, Received received) {
        PresenceMessage message = received.message();
        if (message instanceof Changes states) {
            sender.replica().onChanges(received.changes(), states.states());
            fetchIfNeeded(sender);
        } else if (message instanceof FetchUsers fetch) {
            sendUsers(sender.route(), fetch.request());
        } else if (message instanceof FetchedUsers part) {
            sender.replica().onFetched(received.changes(), part);
            fetchIfNeeded(sender);
        } else if (message instanceof Emit emit) {
            emits.onEmit(emit.user(), emit.namespace(), emit.event());
        }
    }

    /** Fetches the users of a server whose copy is incomplete, and again if there is no response for some time. */
    private void fetchIfNeeded(Replicas.Known sender) {
        long now = now();
        if (sender.replica().needsFetch(now - settings.interval().toNanos())) {
            long request = ThreadLocalRandom.current().nextLong();
            sender.replica().startFetch(request, now);
            send(sender.route(), new FetchUsers(request));
        }
    }

    private void sendUsers(Route to, long request) {
        inParts(local.users(), part -> send(to, new FetchedUsers(request, part.number, part.more, part.states)));
    }
}
