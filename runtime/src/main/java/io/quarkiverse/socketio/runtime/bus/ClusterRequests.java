package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AckListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.Alarm;
import io.quarkiverse.socketio.runtime.socketio.adapter.Answers;
import io.quarkiverse.socketio.runtime.socketio.adapter.Inquiry;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.smallrye.mutiny.Uni;

/**
 * What this server says to the others and asks them, and what they answer. A bus that fails does not keep anything from
 * happening here.
 * <p>
 * Thread: any.
 */
final class ClusterRequests {
    private static final Logger LOG = Logger.getLogger(ClusterRequests.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** Sockets are told of in parts of about so many bytes, as a bus limits the size of a message. */
    static final int PART = 1 << 20;

    private final Bus bus;
    private final BusTraffic traffic = new BusTraffic();
    private final Alarm alarm;
    private final Requests<SocketDetails> fetches;
    private final Requests<EncodedPacket> broadcasts;
    private final Requests<EncodedPacket> serverSide;
    private final Claims claims;
    private volatile Set<String> others = Set.of();

    ClusterRequests(Bus bus, Alarm alarm) {
        this.bus = bus;
        this.alarm = alarm;
        this.fetches = new Requests<>(alarm);
        this.broadcasts = new Requests<>(alarm);
        this.serverSide = new Requests<>(alarm);
        this.claims = new Claims(this, alarm);
    }

    Alarm alarm() {
        return alarm;
    }

    BusTraffic traffic() {
        return traffic;
    }

    /** In words, for those who watch. */
    String state() {
        int servers = others.size();
        return !bus.isConnected() ? "bus not connected"
                : "bus connected, " + servers + (servers == 1 ? " other worker" : " other workers");
    }

    Claims claims() {
        return claims;
    }

    String self() {
        return bus.self();
    }

    /** The server that came last, {@code null} if this is the only one: names are numbers, the later the larger. */
    @Nullable
    String newest() {
        return others.stream().max(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    Set<String> others() {
        return others;
    }

    void onPeers(Set<String> present) {
        others = Set.copyOf(present);
        Set<String> all = withSelf();
        fetches.onlyFrom(all);
        broadcasts.onlyFrom(all);
        serverSide.onlyFrom(all);
        claims.onlyFrom(all);
    }

    private Set<String> withSelf() {
        Set<String> all = new HashSet<>(others);
        all.add(bus.self());
        return all;
    }

    void publish(ClusterMessage message) {
        try {
            bus.publish(message);
            traffic.sent(message);
        } catch (RuntimeException e) {
            failed(message, e);
        }
    }

    void send(String to, ClusterMessage message) {
        try {
            bus.send(to, message);
            traffic.sent(message);
        } catch (RuntimeException e) {
            failed(message, e);
        }
    }

    private static void failed(ClusterMessage message, RuntimeException e) {
        FAILURES.logf(LOG, Logger.Level.ERROR, e, "A %s for namespace %s did not reach the other servers",
                message.getClass().getSimpleName(),
                message.namespace());
    }

    Uni<Answers<SocketDetails>> fetch(LocalAdapter here, String namespace, Selection selection, Duration timeout) {
        return Uni.createFrom().deferred(() -> fetches.ask(withSelf(), timeout, request -> {
            publish(new ClusterMessage.FetchSockets(namespace, request.id(), selection));
            request.inquiry().answers(bus.self(), here.details(selection), false);
            request.inquiry().onlyFrom(withSelf()); // one of them may have gone since it was asked
        }));
    }

    Uni<Answers<EncodedPacket>> askClients(LocalAdapter here, String namespace, EncodedPacket event, Selection selection,
            Duration timeout) {
        return Uni.createFrom().deferred(() -> broadcasts.ask(withSelf(), timeout, request -> {
            publish(new ClusterMessage.BroadcastWithAck(namespace, request.id(), selection, timeout, event));
            here.ask(event, selection, request.inquiry(), LocalAdapter.acksOf(bus.self(), request.inquiry()));
            request.inquiry().onlyFrom(withSelf());
        }));
    }

    Uni<Answers<EncodedPacket>> askServers(String namespace, EncodedPacket event, Duration timeout) {
        return Uni.createFrom().deferred(() -> serverSide.ask(others, timeout, request -> {
            publish(new ClusterMessage.ServerSideQuestion(namespace, request.id(), event));
            request.inquiry().onlyFrom(others);
        }));
    }

    /** A question of another server; {@code adapter} is null where nobody here ever joined that namespace. */
    void onQuestion(String from, ClusterMessage.Question question, @Nullable ClusterAdapter adapter) {
        String namespace = question.namespace();
        String id = question.request();
        if (question instanceof ClusterMessage.FetchSockets fetch) {
            tellSockets(from, fetch, adapter == null ? List.of() : adapter.details(fetch.selection()));
        } else if (question instanceof ClusterMessage.BroadcastWithAck broadcast) {
            AckListener told = relayTo(from, broadcast);
            if (adapter == null) {
                told.onCount(0);
            } else {
                askFor(broadcast, adapter, told);
            }
        } else if (question instanceof ClusterMessage.ServerSideQuestion asked) {
            if (adapter == null) {
                send(from, new ClusterMessage.ServerSideAnswer(namespace, id, null));
            } else {
                adapter.ask(asked.event(),
                        answer -> send(from, new ClusterMessage.ServerSideAnswer(namespace, id, answer)));
            }
        } else if (question instanceof ClusterMessage.ClaimSession claim) {
            claims.onClaim(from, claim, adapter);
        }
    }

    private void tellSockets(String to, ClusterMessage.FetchSockets question, List<SocketDetails> all) {
        List<SocketDetails> part = new ArrayList<>();
        int size = 0;
        for (SocketDetails socket : all) {
            if (size > PART) {
                send(to, new ClusterMessage.FetchedSockets(question.namespace(), question.request(), part, true));
                part = new ArrayList<>();
                size = 0;
            }
            part.add(socket);
            size += socket.data().length + socket.handshake().length;
            for (String room : socket.rooms()) {
                size += room.length();
            }
        }
        send(to, new ClusterMessage.FetchedSockets(question.namespace(), question.request(), part, false));
    }

    private AckListener relayTo(String asker, ClusterMessage.BroadcastWithAck question) {
        return new AckListener() {
            @Override
            public void onCount(int clients) {
                send(asker, new ClusterMessage.ClientCount(question.namespace(), question.request(), clients));
            }

            @Override
            public void onAck(@Nullable EncodedPacket answer) {
                send(asker, new ClusterMessage.ClientAck(question.namespace(), question.request(), answer));
            }
        };
    }

    /** Listens to the clients no longer than the asker does. */
    private void askFor(ClusterMessage.BroadcastWithAck question, ClusterAdapter adapter, AckListener told) {
        String self = bus.self();
        Inquiry<EncodedPacket> patience = new Inquiry<>(Set.of(self), ended -> {
        });
        AckListener counted = LocalAdapter.acksOf(self, patience);
        adapter.ask(question.event(), question.selection(), patience, new AckListener() {
            @Override
            public void onCount(int clients) {
                told.onCount(clients);
                counted.onCount(clients);
            }

            @Override
            public void onAck(@Nullable EncodedPacket answer) {
                told.onAck(answer);
                counted.onAck(answer);
            }
        });
        patience.start(alarm, question.timeout());
    }

    /** What another server answered; too late, where there is no question any more. */
    void onAnswer(String from, ClusterMessage.Answer answer) {
        if (answer instanceof ClusterMessage.FetchedSockets fetched) {
            Inquiry<SocketDetails> inquiry = fetches.find(fetched.request());
            if (inquiry != null) {
                inquiry.answers(from, fetched.sockets(), fetched.more());
            }
        } else if (answer instanceof ClusterMessage.ServerSideAnswer given) {
            Inquiry<EncodedPacket> inquiry = serverSide.find(given.request());
            if (inquiry != null) {
                inquiry.answers(from, given.answer() == null ? List.of() : List.of(given.answer()), false);
            }
        } else if (answer instanceof ClusterMessage.ClaimedSession claimed) {
            claims.onClaimed(from, claimed);
        } else {
            Inquiry<EncodedPacket> inquiry = broadcasts.find(answer.request());
            if (inquiry != null) {
                AckListener acks = LocalAdapter.acksOf(from, inquiry);
                if (answer instanceof ClusterMessage.ClientCount count) {
                    acks.onCount(count.clients());
                } else if (answer instanceof ClusterMessage.ClientAck ack) {
                    acks.onAck(ack.answer());
                }
            }
        }
    }

    /** How many questions are open; for tests. */
    int open() {
        return fetches.size() + broadcasts.size() + serverSide.size() + claims.size();
    }
}
