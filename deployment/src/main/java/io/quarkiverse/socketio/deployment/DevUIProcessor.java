package io.quarkiverse.socketio.deployment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.deployment.HandlersBuildItem.Handler;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.quarkus.devui.DevUIService;
import io.quarkiverse.socketio.runtime.quarkus.devui.LiveSockets;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.devui.spi.page.WebComponentPageBuilder;
import io.quarkus.vertx.http.deployment.devmode.NotFoundPageDisplayableEndpointBuildItem;

/** Adds the pages in Quarkus' Dev UI and what they observe, in dev mode only. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
class DevUIProcessor {

    @BuildStep
    AdditionalBeanBuildItem liveSockets() {
        return AdditionalBeanBuildItem.unremovableOf(LiveSockets.class);
    }

    @BuildStep
    JsonRPCProvidersBuildItem service() {
        return new JsonRPCProvidersBuildItem(DevUIService.class);
    }

    @BuildStep
    CardPageBuildItem card(HandlersBuildItem found, SocketIOBuildConfig config) {
        CardPageBuildItem card = new CardPageBuildItem();
        card.addPage(page("Sockets", "plug"));
        card.addPage(page("Rooms", "door-open"));
        card.addPage(page("Events", "list"));
        card.addPage(page("Handlers", "code").staticLabel(String.valueOf(found.handlers.size())));
        card.addBuildTimeData("handlers", found.handlers.stream().map(DevUIProcessor::describe).toList());
        card.addBuildTimeData("workers", config.dev().workers());
        return card;
    }

    private static WebComponentPageBuilder page(String title, String icon) {
        return Page.webComponentPageBuilder().title(title).icon("font-awesome-solid:" + icon)
                .componentLink("qwc-socketio-" + title.toLowerCase(Locale.ROOT) + ".js");
    }

    private static Map<String, String> describe(Handler handler) {
        HandlerSignature signature = handler.signature();
        Map<String, String> row = new LinkedHashMap<>();
        row.put("bean", signature.bean().name().toString());
        row.put("method", signature.bean().simpleName() + "#" + signature.method().name());
        row.put("kind", signature.kind().toString());
        row.put("namespace", signature.namespace().toString());
        row.put("event", signature.event());
        row.put("mode", switch (handler.mode()) {
            case EVENT_LOOP -> "event loop";
            case WORKER -> "worker thread";
            case VIRTUAL_THREAD -> "virtual thread";
        });
        row.put("parameters", parameters(signature.method()));
        row.put("ack", switch (signature.ackMode()) {
            case NONE -> "";
            case BY_METHOD -> "by its Ack parameter";
            case EMPTY -> "without a value";
            case VALUE -> simpleName(signature.result());
            case VALUE_IF_PRESENT -> simpleName(signature.result()) + ", if not null";
        });
        return row;
    }

    private static String parameters(MethodInfo method) {
        return method.parameters().stream()
                .map(parameter -> simpleName(parameter.type()) + (parameter.name() == null ? "" : " " + parameter.name()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the type as sources name it: without packages. */
    private static String simpleName(Type type) {
        return type.toString().replaceAll("@[\\w.$]+(\\([^)]*\\))? ", "").replaceAll("[\\w]+\\.(?=\\w)", "").replace('$', '.');
    }

    /** Shows the path and the namespaces among the endpoints of the application, and on the page for paths that are not found. */
    @BuildStep
    NotFoundPageDisplayableEndpointBuildItem endpoint(HandlersBuildItem found, SocketIOBuildConfig config) {
        List<String> namespaces = found.namespaces().stream().map(Object::toString).sorted().toList();
        return new NotFoundPageDisplayableEndpointBuildItem(config.path().replaceAll("/+$", "") + "/",
                namespaces.isEmpty() ? "Socket.IO" : "Socket.IO, namespaces: " + String.join(", ", namespaces));
    }
}
