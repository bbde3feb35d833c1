package io.quarkiverse.socketio.it.chat;

import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.logging.Log;

/** Sends an announcement to all users from outside the chat: */
@Path("/announcements")
public class Announcements {
    @Inject
    SocketIOServer io;

    @Inject
    Broadcaster broadcaster;

    @Inject
    Workers workers;

    record Announcement(String text) {
    }

    /** The worker that received an announcement. */
    record Posted(String text, int worker) {
    }

    /** The worker that delivered it to a tab. */
    record Delivered(String text, int postedTo, int worker) {
    }

    @POST
    public Posted post(Announcement announcement) {
        if (announcement == null || announcement.text() == null || announcement.text().isBlank()
                || announcement.text().length() > Message.MAX_LENGTH) {
            throw new BadRequestException("An announcement has 1 to " + Message.MAX_LENGTH + " characters");
        }
        Posted posted = new Posted(announcement.text().strip(), workers.self());
        broadcaster.publish("announcement", posted);
        return posted;
    }

    /** Once in each worker: where there are many tabs, what is costly to make would be made here for all of them. */
    @OnBroadcast("announcement")
    void deliver(Posted posted) {
        Log.infof("Announcement: %s", posted.text());
        io.of("/chat").local().emit("announcement", new Delivered(posted.text(), posted.worker(), workers.self()));
    }
}
