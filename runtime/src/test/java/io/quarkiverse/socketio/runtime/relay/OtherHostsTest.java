package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.relay.RelayOutcome.NotRelayedException;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests the search for a host, with virtual time. */
class OtherHostsTest {
    private static final HostAddress A = address(1);
    private static final HostAddress B = address(2);
    private static final int BURST = 5;

    private final ManualScheduler scheduler = new ManualScheduler();
    /** The hosts that respond, by their address; null for one whose response is not here yet. */
    private final Map<HostAddress, CompletableFuture<String>> answers = new HashMap<>();
    private final List<HostAddress> asked = new ArrayList<>();
    private CompletableFuture<List<HostAddress>> listed = CompletableFuture.completedFuture(List.of(A, B));
    private int resolved;
    private long now = 1_000_000;
    private final OtherHosts hosts = new OtherHosts("self", () -> {
        resolved++;
        return listed;
    }, this::ask, scheduler, () -> now);

    OtherHostsTest() {
        answer(A, "tagA");
        answer(B, "tagB");
    }

    private static HostAddress address(int last) {
        try {
            byte[] ip = { 10, 0, (byte) (last >> 8), (byte) last };
            return new HostAddress("hosts", InetAddress.getByAddress(ip), 7070);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HostAddress host, String tag) {
        answers.put(host, CompletableFuture.completedFuture(tag));
    }

    private CompletionStage<String> ask(HostAddress address) {
        asked.add(address);
        return answers.computeIfAbsent(address, silent -> new CompletableFuture<>());
    }

    /** Returns the outcome of a search: an address, why there is none, or null while it lasts. */
    private @Nullable Object find(String tag) {
        return outcome(hosts.find(tag));
    }

    private static @Nullable Object outcome(CompletionStage<HostAddress> search) {
        Object[] outcome = new Object[1];
        search.whenComplete((address, failure) -> outcome[0] = failure == null ? address
                : ((NotRelayedException) failure).outcome());
        return outcome[0];
    }

    @Test
    void aHostIsFoundByItsTagAndAskedOnce() {
        assertThat(find("tagA")).isEqualTo(A);
        assertThat(find("tagB")).isEqualTo(B);
        assertThat(find("tagA")).isEqualTo(A);
        assertThat(asked).containsExactlyInAnyOrder(A, B);
        assertThat(resolved).isEqualTo(1);
        assertThat(scheduler.size()).as("timers that are left").isZero();
    }

    @Test
    void madeUpTagsCauseFewLookups() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(find("t" + i)).isIn(RelayOutcome.UNKNOWN_HOST, RelayOutcome.TOO_MANY_LOOKUPS);
        }
        assertThat(resolved).isEqualTo(BURST);
        assertThat(asked).hasSize(2 * BURST);
        now += 60_000;
        for (int i = 0; i < 10_000; i++) {
            find("u" + i);
        }
        assertThat(resolved).as("after a minute").isEqualTo(2 * BURST);
    }

    @Test
    void knownHostsAreFoundWhileMadeUpTagsAreRefused() {
        for (int i = 0; i < 100; i++) {
            find("t" + i);
        }
        assertThat(find("tagA")).isEqualTo(A);
    }

    @Test
    void aTagThatNoHostHadIsRefusedForASecondWithoutALookup() {
        assertThat(find("gone")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        now += 900;
        assertThat(find("gone")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        assertThat(resolved).isEqualTo(1);
        now += 200;
        assertThat(find("gone")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        assertThat(resolved).isEqualTo(2);
    }

    @Test
    void aHostThatStartsLaterIsFound() {
        HostAddress added = address(3);
        assertThat(find("tagC")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        listed = CompletableFuture.completedFuture(List.of(A, B, added));
        answer(added, "tagC");
        now += 1001;
        assertThat(find("tagC")).isEqualTo(added);
    }

    @Test
    void aHostThatWasRestartedAtItsAddressHasAnotherTag() {
        find("tagA");
        answer(A, "newA");
        assertThat(find("newA")).isEqualTo(A);
        assertThat(find("tagA")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
    }

    @Test
    void aHostThatIsNotListedAnyMoreIsForgotten() {
        find("tagB");
        listed = CompletableFuture.completedFuture(List.of(A));
        find("other");
        assertThat(find("tagB")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
    }

    @Test
    void aForgottenHostIsAskedAgain() {
        find("tagA");
        hosts.forget("tagA", B);
        assertThat(find("tagA")).as("another address was meant").isEqualTo(A);
        assertThat(resolved).isEqualTo(1);
        hosts.forget("tagA", A);
        assertThat(find("tagA")).isEqualTo(A);
        assertThat(resolved).isEqualTo(2);
    }

    @Test
    void thisHostIsNotRelayedTo() {
        answer(A, "self");
        assertThat(find("self")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
    }

    @Test
    void oneHostThatDoesNotRespondDelaysNoOther() {
        answers.remove(A);
        CompletionStage<HostAddress> silent = hosts.find("tagA");
        assertThat(find("tagB")).isEqualTo(B);
        assertThat(outcome(silent)).isNull();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(outcome(silent)).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        assertThat(resolved).isEqualTo(1);
    }

    @Test
    void requestsWaitForOneRoundTogetherButNotTooMany() {
        listed = new CompletableFuture<>();
        List<CompletionStage<HostAddress>> waiting = IntStream.range(0, 2000).mapToObj(i -> hosts.find("tagA")).toList();
        assertThat(waiting.stream().filter(each -> outcome(each) == null)).hasSize(1024);
        assertThat(waiting.stream().filter(each -> outcome(each) == RelayOutcome.TOO_MANY_LOOKUPS)).hasSize(976);
        listed.complete(List.of(A, B));
        assertThat(waiting.stream().filter(each -> A.equals(outcome(each)))).hasSize(1024);
        assertThat(resolved).isEqualTo(1);
    }

    @Test
    void aDirectoryThatFailsOrHangsIsAskedAgain() {
        listed = CompletableFuture.failedFuture(new UnknownHostException("hosts"));
        assertThat(find("tagA")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        listed = new CompletableFuture<>();
        CompletionStage<HostAddress> hanging = hosts.find("tagB");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(outcome(hanging)).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        listed = CompletableFuture.completedFuture(List.of(A, B));
        now += 1001;
        assertThat(find("tagA")).isEqualTo(A);
        assertThat(find("tagB")).isEqualTo(B);
    }

    @Test
    void aHostThatIsNotTrustedIsNotRelayedTo() {
        answers.put(A, CompletableFuture.failedFuture(new IOException("it does not have the secret")));
        assertThat(find("tagA")).isEqualTo(RelayOutcome.UNKNOWN_HOST);
        assertThat(find("tagB")).isEqualTo(B);
    }

    @Test
    void noMoreHostsAreAskedThanThereMayBe() {
        listed = CompletableFuture.completedFuture(IntStream.range(1, 2000).mapToObj(OtherHostsTest::address).toList());
        for (int i = 1; i < 2000; i++) {
            answer(address(i), "x" + i);
        }
        find("none");
        assertThat(asked).hasSize(OtherHosts.MAX_HOSTS);
    }

    @Test
    void fewHostsAreAskedAtATime() {
        listed = CompletableFuture.completedFuture(IntStream.range(1, 100).mapToObj(OtherHostsTest::address).toList());
        answers.clear();
        hosts.find("none");
        assertThat(asked).hasSize(16);
        answers.get(asked.get(0)).complete("one");
        assertThat(asked).hasSize(17);
    }
}
