package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.scheduler.OncePerCluster;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.test.QuarkusUnitTest;

/** Tests that an application that is a single process is its own leader. */
class OncePerClusterTest {
    private static final CountDownLatch RUN = new CountDownLatch(2);

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(root -> root.addClass(Job.class));

    @Inject
    ClusterManager cluster;

    @Test
    void aSingleProcessIsTheLeaderAndRunsItsJobs() throws InterruptedException {
        assertThat(cluster.isLeader()).isTrue();
        assertThat(RUN.await(60, TimeUnit.SECONDS)).isTrue();
    }

    static class Job {
        @Scheduled(every = "0.1s", skipExecutionIf = OncePerCluster.class)
        void run() {
            RUN.countDown();
        }
    }
}
