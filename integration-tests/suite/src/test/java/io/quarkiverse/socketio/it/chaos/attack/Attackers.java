package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs many attackers at once, each of which performs one attack after the other. The seed determines attacks, sizes and
 * durations.
 * <p>
 * Thread: one for each attacker; the methods the test's.
 */
final class Attackers {
    private final List<Attack> attacks;
    private final Target target;
    private final long seed;
    private final long end;
    private final int longest;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<Attack, Integer> done = new EnumMap<>(Attack.class);
    /** How often the server ended an attack early. */
    private final Map<Attack, Integer> cut = new EnumMap<>(Attack.class);

    Attackers(List<Attack> attacks, Target target, long seed, long seconds) {
        this.attacks = attacks;
        this.target = target;
        this.seed = seed;
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        this.longest = (int) TimeUnit.SECONDS.toMillis(seconds);
    }

    /** Returns at the end of the run. */
    void run(int count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed * 1000 + i);
            threads.add(Attacker.daemon("attacker" + i, () -> attack(random)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            clock.shutdownNow();
        }
    }

    private void attack(Random random) {
        long left;
        while ((left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) > 0) {
            Attack attack = attacks.get(random.nextInt(attacks.size()));
            long millis = Math.min(left, time(random));
            Attacker attacker = new Attacker(target, new Random(random.nextLong()), millis);
            clock.schedule(attacker::cut, millis, TimeUnit.MILLISECONDS);
            count(done, attack);
            try {
                attack.run(attacker);
            } catch (IOException e) {
                if (attacker.goesOn()) {
                    count(cut, attack);
                    attacker.pause(100);
                }
            } finally {
                attacker.cut();
            }
        }
    }

    /** Draws a duration: most are short, some last half of the time or longer, so that what they hold adds up. */
    private long time(Random random) {
        return random.nextInt(3) == 0 ? longest / 2 + random.nextInt(longest / 2) : 500 + random.nextInt(5000);
    }

    private void count(Map<Attack, Integer> counts, Attack attack) {
        synchronized (counts) {
            counts.merge(attack, 1, Integer::sum);
        }
    }

    /** Returns each attack with its count, and how often the server ended it. */
    String summary() {
        StringBuilder summary = new StringBuilder();
        synchronized (done) {
            done.forEach((attack, times) -> summary.append(attack).append(' ').append(times).append('(')
                    .append(cut.getOrDefault(attack, 0)).append(") "));
        }
        return summary.toString();
    }
}
