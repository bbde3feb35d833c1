package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;

class ObserverPairTest {
    /** The observers of this test do not look at it. */
    private static final Socket SOCKET = null;

    private final List<String> calls = new ArrayList<>();
    private final Recorder first = new Recorder("first");
    private final Recorder second = new Recorder("second");
    private final NamespaceHandlers handlers = new NamespaceHandlers();

    private final class Recorder implements SocketObserver {
        private final String name;
        private boolean active = true;
        private boolean fails;

        Recorder(String name) {
            this.name = name;
        }

        private void record(String what) {
            calls.add(name + " " + what);
            if (fails) {
                throw new IllegalStateException(name);
            }
        }

        @Override
        public boolean isActive() {
            return active;
        }

        @Override
        public void onReceived(Socket socket, String event, Arguments arguments) {
            record("received " + event);
        }

        @Override
        public void onSent(Socket socket, String event, Arguments arguments) {
            record("sent " + event);
        }

        @Override
        public void onUpgraded(Socket socket) {
            record("upgraded");
        }

        @Override
        public void onDataChanged(Socket socket) {
            record("data");
        }

        @Override
        public Map<String, Object> dataForServers(Socket socket, Map<String, Object> data) {
            Map<String, Object> more = new HashMap<>(data);
            more.put(name, true);
            return more;
        }
    }

    private SocketObserver both() {
        handlers.observe(first);
        handlers.observe(second);
        return handlers.observer();
    }

    private void reportAll(SocketObserver observer) {
        observer.onReceived(SOCKET, "a", NoArguments.INSTANCE);
        observer.onSent(SOCKET, "b", NoArguments.INSTANCE);
        observer.onDataChanged(SOCKET);
    }

    @Test
    void bothAreTold() {
        reportAll(both());
        handlers.reportUpgrade(SOCKET);
        assertThat(calls).containsExactly("first received a", "second received a", "first sent b", "second sent b",
                "first data", "second data", "first upgraded", "second upgraded");
    }

    @Test
    void oneThatIsNotActiveIsNotTold() {
        SocketObserver both = both();
        first.active = false;
        assertThat(both.isActive()).isTrue();
        reportAll(both);
        assertThat(calls).containsExactly("second received a", "second sent b", "second data");
        second.active = false;
        assertThat(both.isActive()).isFalse();
    }

    @Test
    void theFailureOfOneDoesNotKeepTheOtherFromBeingTold() {
        SocketObserver both = both();
        first.fails = true;
        assertThatThrownBy(() -> both.onReceived(SOCKET, "a", NoArguments.INSTANCE)).hasMessage("first");
        assertThatThrownBy(() -> both.onSent(SOCKET, "b", NoArguments.INSTANCE)).hasMessage("first");
        assertThatThrownBy(() -> both.onDataChanged(SOCKET)).hasMessage("first");
        assertThat(calls).contains("second received a", "second sent b", "second data");
    }

    @Test
    void otherServersReceiveTheAdditionsOfBoth() {
        assertThat(both().dataForServers(SOCKET, Map.of("own", 1)))
                .isEqualTo(Map.of("own", 1, "first", true, "second", true));
    }
}
