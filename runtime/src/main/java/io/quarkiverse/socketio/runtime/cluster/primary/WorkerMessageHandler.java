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
record WorkerMessageHandler(Supervisor supervisor, SessionServer sessions, WorkerLink worker) implements LinkMessage.ToPrimary {

    @Override
    public void on(LinkMessage.Ready ready) {
        worker.onReady();
        supervisor.announceIfReady(worker);
    }

    @Override
    public void on(LinkMessage.Load load) {
        supervisor.on(new TableEvent.Load(worker.incarnation, new WorkerLoad(load.open(), load.adopted(), load.sessions(),
                load.rss(), load.cpuMillis(), load.requests())));
        supervisor.sendClusterViewIn(Supervisor.CLUSTER_VIEW_MILLIS);
    }

    @Override
    public void on(LinkMessage.Drained drained) {
        supervisor.on(new TableEvent.Drained(worker.incarnation));
    }

    @Override
    public void on(LinkMessage.Question question) {
        supervisor.reply(question.query()).whenComplete((reply, failure) -> worker.send(new LinkMessage.Answer(question.id(),
                failure == null, failure == null ? reply.text() : String.valueOf(failure.getMessage()))));
    }

    @Override
    public void on(LinkMessage.Answer answer) {
        worker.onAnswer(answer);
    }

    @Override
    public void on(SessionMessage.OfWorker message) {
        sessions.on(worker, message);
    }
}
