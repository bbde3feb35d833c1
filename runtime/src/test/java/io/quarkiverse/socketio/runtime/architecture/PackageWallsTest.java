package io.quarkiverse.socketio.runtime.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.quarkiverse.socketio.runtime.architecture.ProductionClasses.ROOT;
import static io.quarkiverse.socketio.runtime.architecture.ProductionClasses.RUNTIME;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/**
 * Tests which package may import which. Each test is one row of the table in docs/modules/ROOT/pages/internals/walls.adoc; a
 * rule lists everything that the package may import besides itself, so a new import is a decision that is made here.
 */
class PackageWallsTest {
    private static final String[] JDK = { "java..", "javax.crypto..", "jdk.jfr..", "javax.management..", "javax.net..",
            "javax.security..",
            "jdk.net..", "sun.misc..", "com.sun.management.." };
    private static final String MUTINY = "io.smallrye.mutiny..";
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String VERTX = "io.vertx..";
    private static final String[] NETTY_BUFFER = { "io.netty.buffer..", "io.netty.util.." };
    private static final String[] NETTY_TRANSPORT = { "io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.codec",
            "io.netty.handler.flush" };

    private static final String API = ROOT;
    private static final String CLUSTER_API = ROOT + ".cluster..";
    private static final String SPI = ROOT + ".spi..";
    private static final String REDIS_API = ROOT + ".redis..";
    private static final String SCHEDULER_API = ROOT + ".scheduler..";
    private static final String WEBSOCKETS_API = ROOT + ".websockets..";
    private static final String LOG = RUNTIME + "log..";
    private static final String MEMORY = RUNTIME + "memory..";
    private static final String ADMISSION = RUNTIME + "admission..";
    private static final String ENGINEIO = RUNTIME + "engineio..";
    private static final String TIME = RUNTIME + "time..";
    private static final String SOCKETIO = RUNTIME + "socketio..";
    private static final String PACKET = RUNTIME + "socketio.packet..";
    private static final String HANDSHAKE = RUNTIME + "socketio.handshake..";
    private static final String ROOMS = RUNTIME + "socketio.rooms..";
    private static final String DISPATCH = RUNTIME + "socketio.dispatch..";
    private static final String RECOVERY = RUNTIME + "socketio.recovery..";
    private static final String ADAPTER = RUNTIME + "socketio.adapter..";
    private static final String OPERATORS = RUNTIME + "socketio.operators..";
    private static final String BUS = RUNTIME + "bus";
    private static final String PRESENCE = RUNTIME + "presence..";
    private static final String CLUSTER = RUNTIME + "cluster..";
    private static final String LINK = RUNTIME + "cluster.link..";
    private static final String CLUSTER_DISPATCH = RUNTIME + "cluster.dispatch..";
    private static final String SUPERVISION = RUNTIME + "cluster.supervision..";
    private static final String SETTINGS = RUNTIME + "cluster.settings..";
    private static final String PROCESS = RUNTIME + "cluster.process..";
    private static final String CLUSTER_ADMIN = RUNTIME + "cluster.admin..";
    private static final String ADMIN = RUNTIME + "admin..";
    private static final String HANDOFF = RUNTIME + "cluster.handoff..";
    private static final String RELAY = RUNTIME + "relay..";
    private static final String HTTP = RUNTIME + "http..";
    private static final String[] EDGE = { RUNTIME + "config..", RUNTIME + "quarkus..", RUNTIME + "observe.." };

    @Test
    void everyPackageHasARowInTheTable() {
        String[] rows = all(API, CLUSTER_API, SPI, REDIS_API, SCHEDULER_API, WEBSOCKETS_API, LOG, MEMORY, TIME, ADMISSION,
                ENGINEIO, SOCKETIO,
                BUS + "..",
                PRESENCE,
                ADMIN,
                CLUSTER, RELAY,
                HTTP,
                EDGE);
        classes().should().resideInAnyPackage(rows)
                .because("a package without a row has no walls")
                .check(ProductionClasses.ALL);
    }

    @Test
    void theApiImportsTheJdkMutinyJspecifyAndJacksonsTypeReference() {
        row("API, `cluster` API", in(API, CLUSTER_API),
                in(API, CLUSTER_API, SPI, JDK, MUTINY, "org.jspecify..", "com.fasterxml.jackson.core.type.."));
    }

    @Test
    void theSpiAddsTheIdentitiesOfQuarkusSecurity() {
        row("`spi`", in(SPI), in(API, SPI, JDK, MUTINY, "org.jspecify..", "io.quarkus.security.identity.."));
    }

    @Test
    void theApiForRedisImportsItsBusThePacketsJacksonAndVertx() {
        row("`redis` (API)", in(REDIS_API),
                in(REDIS_API, API, BUS + ".redis..", PACKET, JDK, "org.jspecify..", JACKSON, VERTX));
    }

    @Test
    void theApiForTheSchedulerImportsTheApiForClustersCdiAndQuarkusScheduler() {
        row("`scheduler` (API)", in(SCHEDULER_API),
                in(SCHEDULER_API, CLUSTER_API, JDK, "org.jspecify..", "jakarta.inject..", "io.quarkus.scheduler.."));
    }

    @Test
    void theApiForWebSocketsNextImportsTheApiTheJdkAndMutiny() {
        row("`websockets` (API)", in(WEBSOCKETS_API), in(WEBSOCKETS_API, API, JDK, MUTINY, "org.jspecify.."));
    }

    @Test
    void theLogImportsTheJdkJbossLoggingAndJspecify() {
        row("`runtime.log`", in(LOG), in((Object) common()));
    }

    @Test
    void theMemoryBudgetImportsTheJdkJbossLoggingAndJspecify() {
        row("`runtime.memory`", in(MEMORY), in(MEMORY, common()));
    }

    @Test
    void theTimeImportsTheJdkAndJspecify() {
        row("`runtime.time`", in(TIME), in(TIME, common()));
    }

    @Test
    void theAdmissionImportsTheJdkAndNettyWithItsHttpCodecsAndTls() {
        row("`runtime.admission`", in(ADMISSION).and(not(vertxInside())), admission());
    }

    @Test
    void onlyTheTransportOfTheAdmissionAddsVertxToThat() {
        row("`runtime.admission`, Vert.x only in `JdkTransport`", in(ADMISSION),
                admission().or(in(VERTX)));
    }

    @Test
    void engineioImportsTheJdkNettyBufferJbossLoggingAndJspecify() {
        row("`runtime.engineio`", in(ENGINEIO), in(ENGINEIO, common(), MEMORY, NETTY_BUFFER));
    }

    @Test
    void socketioAddsEngineioTheApiTheSpiMutinyAndJackson() {
        row("`runtime.socketio`", in(SOCKETIO),
                in(SOCKETIO, common(), MEMORY, TIME, NETTY_BUFFER, ENGINEIO, API, SPI, MUTINY, JACKSON));
    }

    @Test
    void thePacketsOfSocketioImportNothingElseOfIt() {
        row("`socketio.packet`", in(PACKET), outsideSocketio().or(in(PACKET)));
    }

    @Test
    void theRoomsOfSocketioImportItsPackets() {
        row("`socketio.rooms`", in(ROOMS), outsideSocketio().or(in(ROOMS, PACKET)));
    }

    @Test
    void theHandshakeOfSocketioImportsItsPackets() {
        row("`socketio.handshake`", in(HANDSHAKE), outsideSocketio().or(in(HANDSHAKE, PACKET)));
    }

    @Test
    void theDispatchOfSocketioImportsItsHandshakeAndPackets() {
        row("`socketio.dispatch`", in(DISPATCH), outsideSocketio().or(in(DISPATCH, HANDSHAKE, PACKET)));
    }

    @Test
    void theRecoveryOfSocketioImportsItsRoomsDispatchHandshakeAndPackets() {
        row("`socketio.recovery`", in(RECOVERY), outsideSocketio().or(in(RECOVERY, ROOMS, DISPATCH, HANDSHAKE, PACKET)));
    }

    @Test
    void theAdapterOfSocketioImportsItsRoomsRecoveryAndPackets() {
        row("`socketio.adapter`", in(ADAPTER), outsideSocketio().or(in(ADAPTER, ROOMS, RECOVERY, PACKET)));
    }

    @Test
    void theOperatorsOfSocketioImportItsAdapterRoomsHandshakeAndPackets() {
        row("`socketio.operators`", in(OPERATORS), outsideSocketio().or(in(OPERATORS, ADAPTER, ROOMS, HANDSHAKE, PACKET)));
    }

    @Test
    void theBusImportsTheApiAndTheAdapterRecoveryRoomsAndPacketsOfSocketioButNotEngineio() {
        row("`runtime.bus`", in(BUS), bus());
    }

    @Test
    void theIpcBusAddsTheClusterLink() {
        row("`bus.ipc`", in(BUS + ".ipc.."), bus().or(in(BUS + ".ipc..", LINK)));
    }

    @Test
    void theRedisBusAddsJacksonAndTheRedisClientOfVertx() {
        row("`bus.redis`", in(BUS + ".redis.."), bus().or(in(BUS + ".redis..", "com.fasterxml.jackson..", VERTX)));
    }

    @Test
    void thePresenceImportsTheBusAndTheTime() {
        row("`runtime.presence`", in(PRESENCE), in(PRESENCE, common(), BUS, TIME));
    }

    @Test
    void theAdminUiAddsTheTimeTheSocketsAndTheSessions() {
        row("`runtime.admin`", in(ADMIN).and(not(passwordHash())), adminUi());
    }

    @Test
    void onlyPasswordHashAddsBcrypt() {
        row("`runtime.admin`, bcrypt only in `PasswordHash`", passwordHash(), adminUi().or(in("at.favre.lib.crypto.bcrypt..")));
    }

    @Test
    void theClusterLinkImportsTheJdkNettyBufferJbossLoggingAndTheClusterApi() {
        row("`runtime.cluster.link`", in(LINK), in(LINK, common(), NETTY_BUFFER, CLUSTER_API));
    }

    @Test
    void theProcessesAddLinkNettyTransportTheClusterApiAndTheSpi() {
        row("`runtime.cluster.*`",
                in(CLUSTER).and(not(in(LINK, CLUSTER_ADMIN))).and(not(vertxInside())).and(not(terminatedTls())),
                processes());
    }

    @Test
    void theSupervisionImportsTheJdkTheClusterApiAndTheSpi() {
        row("`runtime.cluster.supervision`", in(SUPERVISION), in(SUPERVISION, common(), CLUSTER_API, SPI));
    }

    @Test
    void theSettingsOfThePrimaryAddTheSupervisionTheDispatcherAndTheLink() {
        row("`runtime.cluster.settings`", in(SETTINGS),
                in(SETTINGS, common(), SUPERVISION, CLUSTER_DISPATCH, LINK, SPI));
    }

    @Test
    void theProcessesOfTheWorkersImportTheSettingsAndTheLink() {
        row("`runtime.cluster.process`", in(PROCESS), in(PROCESS, common(), SETTINGS, SUPERVISION, LINK));
    }

    @Test
    void theAdministrationImportsWhatItShowsButNoLinksOfWorkers() {
        row("`runtime.cluster.admin`", in(CLUSTER_ADMIN),
                in(CLUSTER_ADMIN, common(), SUPERVISION, SETTINGS, PROCESS, CLUSTER_DISPATCH, LINK,
                        ADMISSION, NETTY_BUFFER, "io.netty.handler.codec.http", CLUSTER_API, SPI));
    }

    @Test
    void onlyChannelAdoptionAndTheTransportsAddVertxToThat() {
        row("`runtime.cluster.*`, Vert.x only in `ChannelAdoption` and the transports", vertxInside().and(in(CLUSTER)),
                processes().or(in(VERTX)));
    }

    @Test
    void onlyTerminatedTlsAddsNettysTls() {
        row("`runtime.cluster.*`, Netty's TLS only in `TerminatedTls`", terminatedTls(),
                processes().or(in("io.netty.handler.ssl..")));
    }

    @Test
    void theRelayImportsVertxTheChannelsOfNettyLinkHandoffHttpTimeAndAdmission() {
        row("`relay`", in(RELAY), in(RELAY, common(), VERTX, NETTY_BUFFER, "io.netty.channel", LINK, HANDOFF, HTTP, TIME,
                ADMISSION));
    }

    @Test
    void httpImportsTheApiEngineioVertxQuarkusVertxHttpAndWebsocketsNext() {
        row("`http`", in(HTTP), in(HTTP, common(), API, MUTINY, MEMORY, TIME, ENGINEIO, VERTX, NETTY_BUFFER, "io.netty.channel",
                "io.netty.channel.socket", "io.netty.handler.codec", "io.netty.handler.codec.http..",
                "io.netty.handler.codec.compression",
                "io.netty.handler.timeout", "io.quarkus.vertx.core.runtime.context", "io.quarkus.vertx.http..",
                "io.quarkus.websockets.next.."));
    }

    @Test
    void nothingElseImportsConfigQuarkusAndObserve() {
        row("`config`, `quarkus`, `observe`", not(in((Object) EDGE)), not(in((Object) EDGE)));
    }

    @Test
    void theThemesOfQuarkusImportOnlyThoseBelowThem() {
        theme("context");
        theme("cluster");
        theme("dev");
        theme("devui");
        theme("redis", "cluster");
        theme("security", "context");
        theme("endpoint", "security", "context");
        theme("broadcast", "endpoint", "context");
        theme("bootstrap", "cluster");
        theme("presence", "cluster");
        theme("admin", "endpoint", "cluster", "context");
        theme("websockets", "cluster");
        theme("warmup", "cluster");
    }

    private static void theme(String name, String... below) {
        String quarkus = RUNTIME + "quarkus.";
        String[] allowed = Stream.concat(Stream.of(name), Stream.of(below)).map(theme -> quarkus + theme + "..")
                .toArray(String[]::new);
        row("`quarkus." + name + "`", in(quarkus + name + ".."), not(in(RUNTIME + "quarkus..")).or(in((Object) allowed)));
    }

    @Test
    void onlyNettyTransportNamesTheClassesOfNettysTransports() {
        String name = RUNTIME + "cluster.handoff.NettyTransport";
        classes().that(DescribedPredicate.describe("are not in NettyTransport",
                type -> !type.getName().equals(name) && !type.getName().startsWith(name + "$")))
                .should().onlyDependOnClassesThat(not(in("io.netty.channel.epoll..", "io.netty.channel.kqueue..",
                        "io.netty.channel.nio..", "io.netty.channel.socket.nio..")))
                .because("a class of a transport that cannot be loaded ends the process").check(ProductionClasses.ALL);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.quarkiverse.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(ProductionClasses.ALL);
    }

    private static void row(String name, DescribedPredicate<JavaClass> who, DescribedPredicate<JavaClass> mayImport) {
        // a package of the plan that does not exist yet has no class to check
        classes().that(who).should().onlyDependOnClassesThat(mayImport).allowEmptyShould(true)
                .as("The row " + name + " of who may import whom")
                .check(ProductionClasses.ALL);
    }

    private static String[] common() {
        return all(LOG, JDK, "org.jboss.logging..", "org.jspecify..");
    }

    private static DescribedPredicate<JavaClass> bus() {
        return in(BUS, common(), TIME, MEMORY, API, MUTINY, ADAPTER, RECOVERY, ROOMS, PACKET);
    }

    private static DescribedPredicate<JavaClass> outsideSocketio() {
        return not(in(SOCKETIO));
    }

    private static DescribedPredicate<JavaClass> processes() {
        return in(CLUSTER, common(), TIME, ADMISSION, NETTY_BUFFER, NETTY_TRANSPORT, CLUSTER_API, SPI);
    }

    private static DescribedPredicate<JavaClass> admission() {
        return in(ADMISSION, common(), TIME, NETTY_BUFFER, NETTY_TRANSPORT, "io.netty.handler.codec.http",
                "io.netty.handler.codec.http2",
                "io.netty.handler.ssl");
    }

    private static DescribedPredicate<JavaClass> adminUi() {
        return in(ADMIN, common(), TIME, API, MUTINY, ENGINEIO, SOCKETIO);
    }

    private static DescribedPredicate<JavaClass> passwordHash() {
        String name = RUNTIME + "admin.PasswordHash";
        return DescribedPredicate.describe(name, type -> type.getName().equals(name));
    }

    private static DescribedPredicate<JavaClass> terminatedTls() {
        String name = RUNTIME + "cluster.handoff.TerminatedTls";
        return DescribedPredicate.describe(name, type -> type.getName().equals(name));
    }

    private static DescribedPredicate<JavaClass> vertxInside() {
        List<String> names = List.of(RUNTIME + "cluster.handoff.ChannelAdoption", RUNTIME + "cluster.handoff.VertxTransport",
                RUNTIME + "cluster.handoff.UnixJdkTransport", RUNTIME + "cluster.handoff.TransportProvider",
                RUNTIME + "admission.JdkTransport");
        return DescribedPredicate.describe(names.toString(), type -> names.stream()
                .anyMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static DescribedPredicate<JavaClass> in(Object... packages) {
        return resideInAnyPackage(all(packages));
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.not(predicate);
    }

    /** Strings and arrays of them as one array. */
    private static String[] all(Object... packages) {
        return Stream.of(packages).flatMap(p -> p instanceof String[] many ? Stream.of(many) : Stream.of((String) p))
                .toArray(String[]::new);
    }
}
