package io.quarkiverse.socketio.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int LIMIT = 1_000_000;

    private final MemoryBudget budget = new MemoryBudget(LIMIT, () -> 0);
    private final Map<String, MemoryBudget.Account> accounts = new HashMap<>();
    private final List<String> cut = new ArrayList<>();

    private MemoryBudget.Account open(String name, long bytes) {
        MemoryBudget.Account account = budget.open(() -> cut.add(name));
        accounts.put(name, account);
        account.add(bytes);
        return account;
    }

    private void giveBack(String name) {
        accounts.get(name).close();
    }

    @Test
    void addedBytesAreHeldUntilTheyAreRemoved() {
        MemoryBudget.Account account = open("a", 100_000);
        account.add(50_000);
        assertThat(budget.held()).isEqualTo(150_000);
        account.remove(150_000);
        assertThat(account.held()).isZero();
        assertThat(budget.held()).isZero();
    }

    @Test
    void smallAmountsReachTheTotalInBatches() {
        MemoryBudget.Account account = open("a", MemoryBudget.STEP);
        assertThat(budget.held()).isZero();
        assertThat(account.held()).isEqualTo(MemoryBudget.STEP);
        account.add(1);
        assertThat(budget.held()).isEqualTo(MemoryBudget.STEP + 1);
        account.remove(MemoryBudget.STEP);
        assertThat(budget.held()).as("off by a step at most").isEqualTo(MemoryBudget.STEP + 1);
        account.remove(1);
        assertThat(budget.held()).as("an empty account is exact").isZero();
    }

    @Test
    void aClosedAccountReleasesEverythingAndIgnoresAdditions() {
        MemoryBudget.Account account = open("a", 100_000);
        account.close();
        assertThat(budget.held()).isZero();
        account.add(2 * LIMIT);
        account.remove(100_000);
        account.close();
        assertThat(budget.held()).isZero();
        assertThat(cut).isEmpty();
    }

    @Test
    void aLargeAdditionDuringACutCutsItsAccountAtOnce() {
        List<Boolean> known = new ArrayList<>();
        MemoryBudget.Account large = open("large", 0);
        MemoryBudget.Account small = open("small", 0);
        MemoryBudget.Account first = budget.open(() -> { // as on another thread meanwhile
            large.add(2 * LIMIT);
            known.add(large.isCut());
            small.add(LIMIT / 10);
            known.add(small.isCut());
        });
        first.add(2 * LIMIT);
        assertThat(known).containsExactly(true, false);
        assertThat(cut).containsExactly("large");
    }

    @Test
    void theLargestAccountsAreCutUntilTheRestFits() {
        open("small", 10_000);
        open("large", 400_000);
        open("middle", 300_000);
        assertThat(cut).isEmpty();
        open("last", 291_000);
        assertThat(cut).containsExactly("large");
        assertThat(budget.cuts()).isEqualTo(1);
    }

    @Test
    void theAccountThatExceedsTheLimitIsNotCutIfOthersHoldMore() {
        open("attacker", 999_000);
        open("innocent", 5_000);
        assertThat(cut).containsExactly("attacker");
    }

    @Test
    void bytesOfCutAccountsDoNotCauseFurtherCuts() {
        open("first", 900_000);
        open("second", 150_000);
        assertThat(cut).containsExactly("first");
        open("third", 300_000);
        accounts.get("first").add(500_000);
        accounts.get("second").add(10_000);
        assertThat(cut).containsExactly("first");
        giveBack("first");
        assertThat(budget.held()).isEqualTo(460_000);
        accounts.get("second").add(600_000);
        assertThat(cut).containsExactly("first", "second");
    }

    @Test
    void theBudgetIsExhaustedUntilEnoughIsReleased() {
        assertThat(budget.isExhausted()).isFalse();
        open("a", 600_000);
        open("b", 390_000);
        assertThat(budget.isExhausted()).as("the whole limit may be used").isFalse();
        accounts.get("b").add(20_000);
        assertThat(cut).containsExactly("a");
        assertThat(budget.isExhausted()).isTrue();
        giveBack("a");
        assertThat(budget.isExhausted()).isFalse();
    }

    /** Cutting ends when the others hold less than its bound; they may hold more later, and nobody would cut them. */
    @Test
    void theBudgetIsNotExhaustedBelowItsLimit() {
        open("attacker", 600_000);
        open("idle", 390_000);
        accounts.get("attacker").add(20_000);
        assertThat(cut).containsExactly("attacker");
        accounts.get("idle").add(590_000);
        assertThat(budget.isExhausted()).isTrue();
        giveBack("attacker");
        assertThat(budget.held()).isEqualTo(980_000);
        assertThat(budget.isExhausted()).isFalse();
    }

    @Test
    void expendableAccountsAreCutFirst() {
        open("large", 900_000);
        open("abandoned", 20_000).setExpendable(true);
        open("abandoned later", 30_000).setExpendable(true);
        open("last", 51_000);
        assertThat(cut).containsExactly("abandoned later", "abandoned", "large");
        assertThat(budget.cuts()).isEqualTo(3);
    }

    @Test
    void anEmptiedAccountMayBeCutAgain() {
        MemoryBudget.Account log = open("log", 1_100_000);
        assertThat(log.isCut()).isTrue();
        log.remove(1_100_000);
        assertThat(log.isCut()).isFalse();
        log.add(1_100_000);
        assertThat(cut).containsExactly("log", "log");
    }

    @Test
    void aHolderThatCannotBeCutDoesNotProtectTheOthers() {
        budget.open(() -> {
            throw new IllegalStateException("its loop has ended");
        }).add(600_000);
        open("next", 590_000);
        open("more", 500_000);
        assertThat(cut).containsExactly("next");
    }

    @Test
    void anAccountMayBeClosedDuringItsCut() {
        MemoryBudget.Account[] own = new MemoryBudget.Account[1];
        own[0] = budget.open(() -> own[0].close());
        own[0].add(2 * LIMIT);
        assertThat(budget.held()).isZero();
        assertThat(budget.isExhausted()).isFalse();
    }

    @Test
    void aLimitIsAtLeastAByte() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryBudget(0, () -> 0))
                .withMessageContaining("limits.total-buffered-bytes");
    }

    /** Each thread holds up to 40 MB of 1 MB in its own and shared accounts; another thread closes accounts that are cut. */
    @Test
    void concurrentChangesAreCountedOnce() throws Exception {
        int threads = 4;
        MemoryBudget.Account shared = budget.open(() -> {
        });
        ExecutorService closers = Executors.newSingleThreadExecutor();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Random random = new Random(thread);
                done.add(pool.submit(() -> {
                    start.await();
                    for (int round = 0; round < 200; round++) {
                        MemoryBudget.Account[] own = new MemoryBudget.Account[1];
                        own[0] = budget.open(() -> closers.execute(() -> own[0].close()));
                        for (int i = 0; i < 20; i++) {
                            int bytes = random.nextInt(20_000);
                            own[0].add(bytes);
                            shared.add(bytes);
                            shared.remove(bytes);
                            if (random.nextBoolean()) {
                                own[0].remove(bytes);
                            }
                        }
                        if (round % 2 == 0) {
                            own[0].close();
                        } else {
                            own[0].remove(own[0].held());
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : done) {
                one.get(1, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdown();
            closers.shutdown();
        }
        assertThat(closers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(shared.held()).isZero();
        assertThat(budget.held()).isZero();
        assertThat(budget.isExhausted()).isFalse();
    }
}
