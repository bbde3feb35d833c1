package io.quarkiverse.socketio.runtime.relay;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** PORT: knows where the hosts of this server are. Thread: any; must not block. */
@FunctionalInterface
public interface HostDirectory {

    /** Returns the addresses of all hosts as they are now, this one's too if it cannot tell. */
    CompletionStage<List<HostAddress>> addresses();
}
