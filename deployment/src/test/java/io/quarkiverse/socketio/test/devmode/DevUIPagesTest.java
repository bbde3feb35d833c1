package io.quarkiverse.socketio.test.devmode;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;

import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;
import io.socket.client.Socket;

/** Tests the pages in Dev UI with Chromium and clients for Java. */
class DevUIPagesTest {
    /** Of the pages and methods of this extension. */
    static final String NAMESPACE = "quarkus-socketio";
    private static final double LIMIT_MILLIS = 60_000;
    private static final String URL = "http://localhost:8089";

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClasses(Greeter.class, Lobby.class)
                    .addAsResource(new StringAsset("""
                            quarkus.http.port=8089
                            quarkus.dev-ui.allow-extension-management=false
                            """), "application.properties"));

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> problems = new ArrayList<>();
    private Page page;

    /** Skips the tests with the reason from which the summary of the build knows what is missing. */
    @BeforeAll
    static void launch() {
        Path chromium = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "chromium")).filter(Files::isExecutable).findFirst().orElse(null);
        if (chromium == null && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("missing: chromium; with CI=true this is a failure");
        } else if (chromium == null) {
            throw new TestAbortedException("missing: chromium");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium)
                .setChromiumSandbox(false).setArgs(List.of("--no-first-run", "--disable-background-networking")));
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void openTab() {
        page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1400, 800));
        page.setDefaultTimeout(LIMIT_MILLIS);
        page.onPageError(problems::add);
    }

    @AfterEach
    void closeTab() {
        page.close();
        // after a reload, Quarkus' own page fetches this file, which fails when the page is closed meanwhile
        assertThat(problems).allSatisfy(problem -> assertThat(problem).contains("/dev-ui/devui-data.js"));
    }

    private void open(String name) {
        page.navigate(URL + "/q/dev-ui/" + NAMESPACE + "/" + name);
    }

    private static Client client() {
        return Client.connect(URI.create(URL + "/lobby"), Client.webSocketOnly());
    }

    /** Returns the first cell with that text; a table keeps the cells of rows that it no longer shows. */
    private Locator cell(String text) {
        return page.locator("vaadin-grid-cell-content:visible").filter(new Locator.FilterOptions().setHasText(text)).first();
    }

    private void emit(String event, String arguments) {
        page.locator("#event input").fill(event);
        page.locator("#arguments input").fill(arguments);
        page.locator("#emit").click();
    }

    /** One application for all, as it would otherwise be started for each. */
    @TestFactory
    List<DynamicTest> thePages() {
        return List.of(
                LimitedTest.of("aClickDisconnectsTheSocketThatThePageShows", this::aClickDisconnectsTheSocketThatThePageShows),
                LimitedTest.of("anEventOfThePageReachesTheSocketOfARow", this::anEventOfThePageReachesTheSocketOfARow),
                LimitedTest.of("anEventOfThePageReachesAllSocketsOfANamespace",
                        this::anEventOfThePageReachesAllSocketsOfANamespace),
                LimitedTest.of("anEventForAllReachesTheSocketsOfTheChosenNamespaceOnly",
                        this::anEventForAllReachesTheSocketsOfTheChosenNamespaceOnly),
                LimitedTest.of("theTransportIsShownAlsoAfterAnUpgrade", this::theTransportIsShownAlsoAfterAnUpgrade),
                LimitedTest.of("aMistakeIsShownAndNothingIsEmitted", this::aMistakeIsShownAndNothingIsEmitted),
                LimitedTest.of("roomsAreShownWithTheNumberOfTheirSocketsAndReceiveEvents",
                        this::roomsAreShownWithTheNumberOfTheirSocketsAndReceiveEvents),
                LimitedTest.of("eventsAreShownFilteredPausedAndCleared", this::eventsAreShownFilteredPausedAndCleared),
                LimitedTest.of("onAPhoneTheOtherPagesAreReachableAndRowsAreVisible",
                        this::onAPhoneTheOtherPagesAreReachableAndRowsAreVisible),
                LimitedTest.of("handlersAreThoseOfTheBuild", this::handlersAreThoseOfTheBuild),
                LimitedTest.of("thePageShowsTheApplicationAfterAReload", this::thePageShowsTheApplicationAfterAReload));
    }

    private void aClickDisconnectsTheSocketThatThePageShows() {
        open("sockets");
        try (Client client = client()) {
            Client.Received end = client.received(Socket.EVENT_DISCONNECT);
            String id = client.socket().id();
            assertThat(cell(id)).isVisible();
            assertThat(cell("/lobby")).isVisible();
            assertThat(cell("websocket")).isVisible();
            assertThat(cell("everyone")).isVisible();
            assertThat(cell("{\"version\":\"before\"}")).isVisible();
            page.locator(".disconnect:visible").click();
            assertThat(end.next()).containsExactly("io server disconnect");
            assertThat(page.getByText("No client is connected")).isVisible();
        }
    }

    private void anEventOfThePageReachesTheSocketOfARow() {
        open("sockets");
        try (Client client = client()) {
            Client.Received news = client.received("news");
            page.locator(".aim:visible").click();
            emit("news", "[\"from the page\", 5]");
            assertThat(news.next()).containsExactly("from the page", 5);
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Emitted news");
        }
    }

    private void anEventOfThePageReachesAllSocketsOfANamespace() {
        open("sockets");
        try (Client first = client(); Client second = client()) {
            Client.Received news = first.received("news");
            Client.Received others = second.received("news");
            assertThat(page.locator("#total")).hasText("2 sockets");
            page.getByLabel("Emit in namespace").selectOption("/lobby");
            emit("news", "[\"for all\"]");
            assertThat(news.next()).containsExactly("for all");
            assertThat(others.next()).containsExactly("for all");
        }
    }

    private void anEventForAllReachesTheSocketsOfTheChosenNamespaceOnly() {
        open("sockets");
        try (Client main = Client.connect(URI.create(URL), Client.webSocketOnly()); Client lobby = client()) {
            Client.Received ofMain = main.received("news");
            Client.Received ofLobby = lobby.received("news");
            assertThat(page.locator("#total")).hasText("2 sockets");
            Locator namespace = page.getByLabel("Emit in namespace");
            assertThat(namespace.locator("option")).hasText(new String[] { "/", "/lobby" });
            assertThat(page.locator("#room input")).hasAttribute("placeholder", "all sockets");
            for (String chosen : List.of("/", "/lobby", "/")) {
                namespace.selectOption(chosen);
                emit("news", "[\"in " + chosen + "\"]");
                assertThat((chosen.equals("/") ? ofMain : ofLobby).next()).containsExactly("in " + chosen);
                assertThat(page.getByRole(AriaRole.STATUS)).hasText("Emitted news");
            }
            namespace.selectOption("/lobby");
            emit("news", "[\"the end\"]");
            assertThat(ofLobby.next()).as("without what was for the other namespace").containsExactly("the end");
        }
    }

    /** With a client that upgrades when it is told to. */
    private void theTransportIsShownAlsoAfterAnUpgrade() throws Exception {
        open("sockets");
        HttpClient http = HttpClient.newHttpClient();
        URI polling = URI.create(URL + "/socket.io/?EIO=4&transport=polling");
        String opened = http.send(HttpRequest.newBuilder(polling).build(), HttpResponse.BodyHandlers.ofString()).body();
        String session = "&sid=" + opened.replaceFirst("^0\\{\"sid\":\"([^\"]+)\".*", "$1");
        HttpRequest connect = HttpRequest.newBuilder(URI.create(polling + session))
                .POST(HttpRequest.BodyPublishers.ofString("40/lobby,")).build();
        assertThat(http.send(connect, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(cell("/lobby")).isVisible();
        assertThat(cell("polling")).isVisible();

        WebSocket upgraded = http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws" + (URL + "/socket.io/?EIO=4&transport=websocket" + session).substring("http".length())),
                        new UpgradeListener())
                .join();
        upgraded.sendText("2probe", true).join();
        assertThat(cell("websocket")).isVisible();
        assertThat(cell("polling")).isHidden();
        assertThat(cell("/lobby")).isVisible();
        upgraded.abort();
        assertThat(page.getByText("No client is connected")).isVisible();
    }

    /** Finishes the upgrade when the server has answered the probe. */
    private static final class UpgradeListener implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            socket.request(1);
            return "3probe".contentEquals(text) ? socket.sendText("5", true) : null;
        }
    }

    private void aMistakeIsShownAndNothingIsEmitted() {
        open("sockets");
        try (Client client = client()) {
            Client.Received news = client.received("news");
            page.locator(".aim:visible").click();
            emit("news", "no JSON");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText(Pattern.compile("The arguments are no JSON array.*"));
            emit("news", "[\"second\"]");
            assertThat(news.next()).containsExactly("second");
        }
    }

    private void roomsAreShownWithTheNumberOfTheirSocketsAndReceiveEvents() {
        open("rooms");
        try (Client first = client(); Client second = client()) {
            Client.Received news = first.received("news");
            assertThat(page.locator("#total")).hasText("1 room");
            first.ask("join", "tea");
            second.ask("join", "tea");
            second.ask("join", "coffee");
            assertThat(page.locator("#total")).hasText("3 rooms");
            assertThat(page.locator(".items")).containsText(Pattern.compile("everyone\\s*2"));
            assertThat(page.locator(".items")).containsText(Pattern.compile("coffee\\s*1"));
            second.close();
            assertThat(page.locator(".items")).containsText(Pattern.compile("tea\\s*1"));
            page.locator(".aim:visible").last().click(); // of two with one socket each, the last by name
            emit("news", "[\"for tea\"]");
            assertThat(news.next()).containsExactly("for tea");
        }
    }

    private void eventsAreShownFilteredPausedAndCleared() {
        open("events");
        try (Client client = client()) {
            String id = client.socket().id();
            client.emit("say", "good morning");
            assertThat(cell("[\"good morning\"]")).isVisible();
            assertThat(cell("websocket from 127.0.0.1")).isVisible();

            page.locator("#event input").fill("nothing like it");
            assertThat(cell("[\"good morning\"]")).isHidden();
            page.locator("#event input").fill("SA");
            page.locator("#socket input").fill(id.substring(0, 5));
            page.getByLabel("Kind").selectOption("received");
            page.getByLabel("Namespace").selectOption("/lobby");
            assertThat(cell("[\"good morning\"]")).isVisible();
            client.emit("say", "good day");
            assertThat(cell("[\"good day\"]")).isVisible();

            page.locator("#pause").click();
            assertThat(page.locator("#pause")).hasText("Continue");
            client.emit("say", "good evening");
            client.ask("join", "tea"); // and so the other one was handled
            assertThat(cell("[\"good evening\"]")).hasCount(0);
            page.locator("#pause").click();
            assertThat(cell("[\"good evening\"]")).isVisible();

            page.locator("#clear").click();
            assertThat(cell("[\"good evening\"]")).isHidden();
            client.emit("say", "good night");
            assertThat(cell("[\"good night\"]")).isVisible();
            assertThat(cell("[\"good evening\"]")).isHidden();
        }
    }

    private void onAPhoneTheOtherPagesAreReachableAndRowsAreVisible() {
        page.setViewportSize(400, 850);
        open("sockets");
        try (Client client = client()) {
            String id = client.socket().id();
            client.emit("say", "good morning");
            isOnTheScreen(cell(id));
            isOnTheScreen(page.locator(".disconnect:visible"));
            page.locator(".aim:visible").click();
            isOnTheScreen(page.locator("#emit"));
            goTo("Rooms");
            isOnTheScreen(cell("everyone"));
            goTo("Events");
            isOnTheScreen(cell("[\"good morning\"]"));
            goTo("Handlers");
            isOnTheScreen(cell("Lobby#join"));
            goTo("Sockets");
            isOnTheScreen(cell(id));
        }
    }

    private void goTo(String name) {
        Locator link = page.locator("nav.pages:visible").getByText(name);
        isOnTheScreen(link);
        link.click();
        page.waitForURL("**/" + name.toLowerCase(Locale.ROOT));
    }

    private void isOnTheScreen(Locator part) {
        assertThat(part).isVisible();
        BoundingBox box = part.boundingBox();
        assertThat(box.x).isNotNegative();
        assertThat(box.y).isNotNegative();
        assertThat(box.x + box.width).isLessThanOrEqualTo(page.viewportSize().width);
        assertThat(box.y + box.height).isLessThanOrEqualTo(page.viewportSize().height);
    }

    private void handlersAreThoseOfTheBuild() {
        open("handlers");
        assertThat(cell("Lobby#join")).isVisible();
        assertThat(cell("Socket socket, String room")).isVisible();
        assertThat(cell("Integer")).isVisible();
        assertThat(cell("event loop")).isVisible();
        assertThat(cell("Greeter#connected")).isVisible();
    }

    private void thePageShowsTheApplicationAfterAReload() {
        open("sockets");
        try (Client client = client()) {
            assertThat(cell("{\"version\":\"before\"}")).isVisible();
        }
        APP.modifySourceFile(Lobby.class, source -> source.replace("before", "after"));
        try (Client client = client()) {
            Client.Received news = client.received("news");
            assertThat(cell("{\"version\":\"after\"}")).isVisible();
            assertThat(page.locator("#total")).hasText("1 socket");
            assertThat(cell(client.socket().id())).isVisible();
            page.locator(".aim:visible").click();
            assertThat(page.locator("#room input")).hasValue(client.socket().id());
            emit("news", "[\"after the reload\"]");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Emitted news");
            assertThat(news.next()).containsExactly("after the reload");
        } finally {
            APP.modifySourceFile(Lobby.class, source -> source.replace("after", "before"));
        }
    }
}
