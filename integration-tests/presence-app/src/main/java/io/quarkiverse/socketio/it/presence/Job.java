package io.quarkiverse.socketio.it.presence;

import io.quarkiverse.socketio.scheduler.OncePerCluster;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;

/** Runs each second in one worker of all hosts, and logs for which second. */
public class Job {
    @Scheduled(cron = "* * * * * ?", skipExecutionIf = OncePerCluster.class)
    void run(ScheduledExecution execution) {
        Log.infof("job %d", execution.getScheduledFireTime().getEpochSecond());
    }
}
