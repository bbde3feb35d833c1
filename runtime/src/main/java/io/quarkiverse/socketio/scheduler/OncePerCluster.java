package io.quarkiverse.socketio.scheduler;

import java.time.Instant;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;

/**
 * Makes a {@code @Scheduled} method run in one worker of all hosts, the leader, instead of in each worker. Requires
 * {@code quarkus-scheduler} or {@code quarkus-quartz}.
 *
 * <pre>{@code
 * @Scheduled(cron = "0 0 18 * * ?", skipExecutionIf = OncePerCluster.class)
 * void report() {
 *     sendReports();
 * }
 * }</pre>
 *
 * An execution takes place at most once: it is skipped if there is no leader at that moment, or if the leader changes just
 * then, see {@link ClusterManager#isLeader ClusterManager.isLeader}. Over several hosts that presumes that their clocks agree.
 * <p>
 * Thread: any.
 */
@Singleton
public class OncePerCluster implements Scheduled.SkipPredicate {
    private final ClusterManager cluster;

    OncePerCluster(ClusterManager cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
        Instant due = execution.getScheduledFireTime();
        return cluster.leaderSince().filter(since -> !due.isBefore(since)).isEmpty();
    }
}
