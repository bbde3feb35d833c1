package io.quarkiverse.socketio.runtime.bus;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.BroadcastWithAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientCount;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchedSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideAnswer;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideQuestion;
import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchLogs;
import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchedLog;
import io.quarkiverse.socketio.runtime.socketio.adapter.AckListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Answers a question of another server about one namespace.
 * <p>
 * Thread: any.
 *
 * @param asker the other server
 * @param adapter of the namespace; {@code null} where nobody here ever joined it
 * @param logs {@code null} where nothing is kept
 */
record NamespaceRequestHandler(ClusterClient cluster, String asker,
        @Nullable ClusterAdapter adapter, @Nullable LogTransfer logs) implements ClusterMessage.Respondent {

    @Override
    public void onFetchSockets(FetchSockets question) {
        List<SocketDetails> sockets = adapter == null ? List.of() : adapter.details(question.selection());
        for (MessageParts.Part<SocketDetails> part : MessageParts.of(sockets, NamespaceRequestHandler::bytes)) {
            cluster.send(asker, new FetchedSockets(question.namespace(), question.request(), part.items(), part.more()));
        }
    }

    private static int bytes(SocketDetails socket) {
        int bytes = socket.data().length + socket.handshake().length;
        for (String room : socket.rooms()) {
            bytes += room.length();
        }
        return bytes;
    }

    @Override
    public void onServerSideQuestion(ServerSideQuestion question) {
        if (adapter == null) {
            answer(question, null);
        } else {
            adapter.events().onServerSideEmit(question.event(), answer -> answer(question, answer));
        }
    }

    private void answer(ServerSideQuestion question, @Nullable EncodedPacket answer) {
        cluster.send(asker, new ServerSideAnswer(question.namespace(), question.request(), answer));
    }

    @Override
    public void onBroadcastWithAck(BroadcastWithAck question) {
        AckListener told = relay(question);
        if (adapter == null) {
            told.onCount(0);
        } else {
            ask(question, adapter, told);
        }
    }

    private AckListener relay(BroadcastWithAck question) {
        return new AckListener() {
            @Override
            public void onCount(int clients) {
                cluster.send(asker, new ClientCount(question.namespace(), question.request(), clients));
            }

            @Override
            public void onAck(@Nullable EncodedPacket answer) {
                cluster.send(asker, new ClientAck(question.namespace(), question.request(), answer));
            }
        };
    }

    /** Listens to the clients no longer than the asker does. */
    private void ask(BroadcastWithAck question, ClusterAdapter clients, AckListener told) {
        String self = cluster.self();
        ResponseCollector<EncodedPacket> patience = new ResponseCollector<>(Set.of(self), ended -> {
        });
        AckListener counted = LocalAdapter.acksOf(self, patience);
        clients.ask(question.event(), question.selection(), patience, new AckListener() {
            @Override
            public void onCount(int asked) {
                told.onCount(asked);
                counted.onCount(asked);
            }

            @Override
            public void onAck(@Nullable EncodedPacket answer) {
                told.onAck(answer);
                counted.onAck(answer);
            }
        });
        patience.start(cluster.alarm(), question.timeout());
    }

    @Override
    public void onFetchLogs(FetchLogs question) {
        if (logs == null) {
            cluster.send(asker, new FetchedLog(question.namespace(), question.request(), Long.MAX_VALUE, List.of(), false));
        } else {
            logs.give(asker, question);
        }
    }
}
