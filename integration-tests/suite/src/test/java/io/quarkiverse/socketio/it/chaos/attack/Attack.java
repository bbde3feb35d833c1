package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;

/** The attacks: what a client can do to harm a server. Each varies with the attacker's random numbers. */
enum Attack {
    FRAGMENTS_ENDED(WebSocketAttacks::fragmentsEnded),
    FRAGMENTS_NEVER_ENDED(WebSocketAttacks::fragmentsNeverEnded),
    TINY_FRAGMENTS(WebSocketAttacks::tinyFragments),
    FRAME_NEVER_ENDED(WebSocketAttacks::frameNeverEnded),
    CUT_IN_A_FRAME(WebSocketAttacks::cutInAFrame),
    PINGS_UNREAD(WebSocketAttacks::pingsUnread),
    ECHOES_UNREAD(WebSocketAttacks::echoesUnread),
    ECHOES_READ_SLOWLY(WebSocketAttacks::echoesReadSlowly),
    BROADCASTS_UNREAD(WebSocketAttacks::broadcastsUnread),
    CROWD_UNREAD(WebSocketAttacks::crowdUnread),
    AFTER_CLOSE(WebSocketAttacks::afterClose),
    BOMBS(WebSocketAttacks::bombs),
    HALF_CLOSED(WebSocketAttacks::halfClosed),
    PROBES_NEVER_ENDED(WebSocketAttacks::probesNeverEnded),
    JUST_BELOW_EACH_LIMIT(WebSocketAttacks::justBelowEachLimit),

    SLOW_HANDLER(EventAttacks::slowHandler),
    TREES(EventAttacks::trees),
    DEEP_JSON(EventAttacks::deepJson),
    AUTH(EventAttacks::auth),
    ATTACHMENT_NAMED_OFTEN(EventAttacks::attachmentNamedOften),
    ATTACHMENTS_NEVER_SENT(EventAttacks::attachmentsNeverSent),
    CHILD_NAMESPACES(EventAttacks::childNamespaces),
    NAMESPACE_STORM(EventAttacks::namespaceStorm),
    QUESTIONS_NEVER_ANSWERED(EventAttacks::questionsNeverAnswered),
    ACKS_OF_NOTHING(EventAttacks::acksOfNothing),
    ROOMS(EventAttacks::rooms),
    RECOVERY(EventAttacks::recovery),
    OLD_CLIENTS(EventAttacks::oldClients),

    PIPELINED_UNREAD(HttpAttacks::pipelinedUnread),
    BODY_NEVER_ENDED(HttpAttacks::bodyNeverEnded),
    CHUNKS_DRIPPED(HttpAttacks::chunksDripped),
    POLLS_UNREAD(HttpAttacks::pollsUnread),
    POLLS_CUT(HttpAttacks::pollsCut),
    POLLS_AT_ONCE(HttpAttacks::pollsAtOnce),
    PACKETS_IN_ONE_PAYLOAD(HttpAttacks::packetsInOnePayload),
    HANDSHAKES(HttpAttacks::handshakes),
    SILENCE(HttpAttacks::silence),
    DRIPPED_HEAD(HttpAttacks::drippedHead),
    ENDLESS_HEAD(HttpAttacks::endlessHead),
    NOISE(HttpAttacks::noise),

    UPGRADE_NOT_SWITCHED(RelayAttacks::upgradeNotSwitched, true, false),
    UPGRADE_CUT(RelayAttacks::upgradeCut, true, false),
    POST_TOO_LARGE(RelayAttacks::postTooLarge, true, false),
    SID_TWICE(RelayAttacks::sidTwice, true, false),
    RELAYED_UNREAD(RelayAttacks::relayedUnread, true, false),
    RELAYED_BODY_NEVER_ENDED(RelayAttacks::relayedBodyNeverEnded, true, false),

    STREAMS_UNREAD(Http2Attacks::streamsUnread, false, true),
    STREAM_BODIES_NEVER_ENDED(Http2Attacks::bodiesNeverEnded, false, true),
    STREAMS_RESET(Http2Attacks::streamsReset, false, true),
    CONTINUATIONS(Http2Attacks::continuations, false, true),
    HTTP2_PINGS_UNREAD(Http2Attacks::pingsUnread, false, true);

    private final Action action;
    private final boolean ofClusters;
    private final boolean ofHttp2;

    @FunctionalInterface
    private interface Action {
        /** Runs the attack; it ends early or throws if the server refuses it. */
        void run(Attacker attacker) throws IOException;
    }

    Attack(Action action) {
        this(action, false, false);
    }

    Attack(Action action, boolean ofClusters, boolean ofHttp2) {
        this.action = action;
        this.ofClusters = ofClusters;
        this.ofHttp2 = ofHttp2;
    }

    boolean appliesTo(Mode mode) {
        return (mode.cluster() || !ofClusters) && (mode.http2() || !ofHttp2);
    }

    void run(Attacker attacker) throws IOException {
        action.run(attacker);
    }
}
