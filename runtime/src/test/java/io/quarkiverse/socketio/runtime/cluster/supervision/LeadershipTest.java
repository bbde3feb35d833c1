package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.WorkerState;

/** Tests which worker leads, in virtual time. */
class LeadershipTest {
    private final WorkerTable table = WorkerTableTest.table(3, 100);
    private long now = 1_000_000;

    private List<TableAction> on(TableEvent event) {
        return table.on(event, now);
    }

    private static List<TableAction> leads(List<TableAction> actions) {
        return actions.stream().filter(TableAction.Lead.class::isInstance).toList();
    }

    @Test
    void theFirstReadyWorkerLeads() {
        assertThat(leads(on(new TableEvent.Start()))).isEmpty();
        assertThat(leads(on(new TableEvent.Ready(2)))).containsExactly(new TableAction.Lead(2, true));
        assertThat(leads(on(new TableEvent.Ready(1)))).isEmpty();
    }

    @Test
    void anotherWorkerFollowsALeaderThatHasExited() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
        assertThat(leads(on(new TableEvent.Exited(1, 137, "")))).containsExactly(new TableAction.Lead(2, true));
        assertThat(leads(on(new TableEvent.Exited(2, 137, "")))).isEmpty();
        assertThat(leads(on(new TableEvent.Ready(3)))).containsExactly(new TableAction.Lead(3, true));
    }

    @Test
    void aLeaderThatDrainsIsFollowedWhenItHasStopped() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
        on(new TableEvent.Ready(3));
        assertThat(leads(on(new TableEvent.Roll("test")))).isEmpty();
        on(new TableEvent.Ready(4));
        List<TableAction> actions = leads(on(new TableEvent.Checked(4, true, "")));
        assertThat(actions).containsExactly(new TableAction.Lead(1, false));
        assertThat(leads(on(new TableEvent.LeadershipEnded(2)))).isEmpty();
        assertThat(leads(on(new TableEvent.LeadershipEnded(1)))).containsExactly(new TableAction.Lead(4, true));
        assertThat(leads(on(new TableEvent.Drained(1)))).isEmpty();
        assertThat(leads(on(new TableEvent.Exited(1, 0, "")))).isEmpty();
    }

    @Test
    void aLeaderThatDoesNotAnswerIsFollowedWhenItHasExited() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
        assertThat(leads(on(new TableEvent.LinkLost(1)))).containsExactly(new TableAction.Lead(1, false));
        now += 60_000;
        assertThat(leads(on(new TableEvent.Tick()))).isEmpty();
        assertThat(leads(on(new TableEvent.Exited(1, 137, "")))).containsExactly(new TableAction.Lead(2, true));
    }

    @Test
    void nobodyFollowsWhileTheClusterShutsDown() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
        assertThat(leads(on(new TableEvent.Shutdown(false)))).isEmpty();
        assertThat(leads(on(new TableEvent.Exited(1, 0, "")))).isEmpty();
    }

    /** Whatever happens, the workers that were made leaders and have neither stopped nor exited are at most one. */
    @Test
    void thereAreNeverTwo() {
        Random random = new Random(7);
        TreeSet<Integer> living = new TreeSet<>();
        TreeSet<Integer> leading = new TreeSet<>();
        TreeSet<Integer> asked = new TreeSet<>();
        int changes = 0;
        List<TableAction> actions = on(new TableEvent.Start());
        for (int step = 0; step < 20_000; step++) {
            for (TableAction action : actions) {
                if (action instanceof TableAction.Launch launch) {
                    living.add(launch.incarnation());
                } else if (action instanceof TableAction.Lead lead && lead.leads()) {
                    leading.add(lead.incarnation());
                    changes++;
                } else if (action instanceof TableAction.Lead lead) {
                    asked.add(lead.incarnation());
                }
            }
            assertThat(leading).hasSizeLessThanOrEqualTo(1);
            now += random.nextInt(2_000);
            actions = on(next(random, living, leading, asked));
        }
        assertThat(changes).isGreaterThan(100);
    }

    private TableEvent next(Random random, TreeSet<Integer> living, TreeSet<Integer> leading, TreeSet<Integer> asked) {
        List<Integer> workers = new ArrayList<>(living);
        int worker = workers.isEmpty() ? 0 : workers.get(random.nextInt(workers.size()));
        return switch (random.nextInt(8)) {
            case 0 -> {
                living.remove(worker);
                leading.remove(worker);
                asked.remove(worker);
                yield new TableEvent.Exited(worker, random.nextInt(2), "");
            }
            case 1, 2 -> new TableEvent.Ready(worker);
            case 3 -> new TableEvent.Checked(worker, true, "");
            case 4 -> new TableEvent.Drained(worker);
            case 5 -> table.seats().stream().allMatch(seat -> seat.state() == WorkerState.RUNNING) ? new TableEvent.Roll("test")
                    : new TableEvent.Tick();
            case 6 -> {
                if (!asked.contains(worker)) {
                    yield new TableEvent.Tick();
                }
                leading.remove(worker);
                yield new TableEvent.LeadershipEnded(worker);
            }
            default -> new TableEvent.LinkLost(worker);
        };
    }
}
