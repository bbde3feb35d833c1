package io.quarkiverse.socketio.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** The files that react-vite.adoc shows are a page that works with Vite's server, and that Vite builds for the application. */
@Requires({ "node", "npm", "chromium" })
class ReactPageTest {
    private static final Path FILES = Path.of("..", "..", "docs", "modules", "ROOT", "examples", "react");

    @Test
    void thePageExchangesEventsAndIsBuilt(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("src/main/webui");
        FileUtils.copyDirectory(FILES.toFile(), page.toFile(), file -> !file.getName().equals("node_modules"));
        Execution.of(page, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
        Execution.of(NodeScript.home(), List.of("node", "react-page.mjs", page.toString()));
        Execution.of(page, List.of("npm", "run", "build"));
        assertThat(directory.resolve("src/main/resources/META-INF/resources/index.html")).content()
                .containsPattern("<script type=\"module\" crossorigin src=\"/assets/index-[\\w-]+\\.js\">");
    }
}
