package io.quarkiverse.socketio.runtime.cluster.primary;

import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerLoad;

/**
 * Handles the messages of one worker.
 * <p>
 * Thread: the primary's event loop.
 */
record WorkerMessageHandler(Supervisor supervisor, SessionServer sessions, WorkerLink worker) {

    void receive(LinkMessage.OfWorker message) {
        if (message instanceof SessionMessage ofSession) {
            sessions.receive(worker, ofSession);
        } else if (message instanceof LinkMessage.Load load) {
            onLoad(load);
        } else if (message instanceof LinkMessage.QueryRequest request) {
            onRequest(request);
        } else if (message instanceof LinkMessage.QueryResponse response) {
            worker.onResponse(response);
        } else if (message instanceof LinkMessage.Ready) {
            worker.onReady();
            supervisor.announceIfReady(worker);
        } else if (message instanceof LinkMessage.Drained) {
            supervisor.on(new TableEvent.Drained(worker.incarnation));
        } else if (message instanceof LinkMessage.LeadershipEnded) {
            supervisor.on(new TableEvent.LeadershipEnded(worker.incarnation));
        }
    }

    private void onLoad(LinkMessage.Load load) {
        supervisor.on(new TableEvent.Load(worker.incarnation, new WorkerLoad(load.open(), load.adopted(), load.sessions(),
                load.rss(), load.cpuMillis(), load.requests(), activity(load.activity()))));
        supervisor.sendClusterViewIn(Supervisor.CLUSTER_VIEW_MILLIS);
    }

    private static WorkerLoad.Activity activity(LinkMessage.Activity reported) {
        return new WorkerLoad.Activity(reported.eventsReceived(), reported.eventsSent(), reported.heap(), reported.lagMillis(),
                reported.build());
    }

    private void onRequest(LinkMessage.QueryRequest request) {
        supervisor.reply(request.query())
                .whenComplete((reply, failure) -> worker.send(new LinkMessage.QueryResponse(request.id(),
                        failure == null, failure == null ? reply.text() : String.valueOf(failure.getMessage()))));
    }
}
