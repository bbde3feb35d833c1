package io.quarkiverse.socketio.runtime.engineio.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/** Tests long-polling of all revisions, which differ in the form of payloads. */
abstract class PollingContractTest extends TransportContractTest {
    final Protocol protocol;
    final PollingTransport transport;
    private final List<FakePollExchange> polls = new ArrayList<>();
    private boolean reads = true;

    PollingContractTest(int revision) {
        protocol = Protocol.of(revision, Map.of());
        transport = new PollingTransport(events, LIMITS, protocol);
    }

    /** Returns the packets of a response. */
    abstract Stream<String> read(String payload);

    @Override
    Transport transport() {
        return transport;
    }

    @Override
    List<String> clientGot() {
        if (reads) {
            loop.runAll();
            waitingPoll();
        }
        return polls.stream().map(FakePollExchange::answer).filter(answer -> answer != null && !answer.startsWith("error"))
                .flatMap(this::read).toList();
    }

    private FakePollExchange waitingPoll() {
        if (polls.isEmpty() || polls.get(polls.size() - 1).answer() != null) {
            poll();
        }
        return polls.get(polls.size() - 1);
    }

    final FakePollExchange poll() {
        FakePollExchange poll = FakePollExchange.request();
        polls.add(poll);
        loop.perform(() -> transport.onPoll(poll));
        return poll;
    }

    @Override
    void clientStopsReading() {
        reads = false;
    }

    @Override
    void clientVanishes() {
        FakePollExchange poll = waitingPoll();
        loop.perform(poll::abort);
    }
}
