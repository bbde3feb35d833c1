package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each message on the link has a branch in its receiver, which the compiler cannot check before Java 21. */
class LinkMessageReceiversTest {
    private static final Path CLUSTER = Path.of("src/main/java/io/quarkiverse/socketio/runtime/cluster");
    private static final List<String> OF_WORKER = List.of("primary/WorkerMessageHandler", "primary/SessionServer");
    private static final List<String> OF_PRIMARY = List.of("worker/PrimaryLink", "worker/LinkSessions");

    @ParameterizedTest
    @EnumSource(LinkMessageType.class)
    void theReceiverHasABranchForIt(LinkMessageType type) throws IOException {
        if (LinkMessage.OfWorker.class.isAssignableFrom(type.message)) {
            assertThat(sources(OF_WORKER)).containsPattern(branchOf(type));
        }
        if (LinkMessage.OfPrimary.class.isAssignableFrom(type.message)) {
            assertThat(sources(OF_PRIMARY)).containsPattern(branchOf(type));
        }
    }

    private static Pattern branchOf(LinkMessageType type) {
        return Pattern.compile("message instanceof (\\w+\\.)?" + type.message.getSimpleName() + "\\b");
    }

    private static String sources(List<String> classes) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : classes) {
            all.append(Files.readString(CLUSTER.resolve(name + ".java")));
        }
        return all.toString();
    }
}
