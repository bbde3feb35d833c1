package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.util.List;

import io.quarkiverse.socketio.it.chaos.attack.Mode.Feature;

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
    BOMBS_IN_ONE_CONTEXT(WebSocketAttacks::bombsInOneContext),
    BOMBS_THEN_CLOSED(WebSocketAttacks::bombsThenClosed),
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
    JSONP(EventAttacks::jsonp),

    PIPELINED_UNREAD(HttpAttacks::pipelinedUnread),
    BODY_NEVER_ENDED(HttpAttacks::bodyNeverEnded),
    CHUNKS_DRIPPED(HttpAttacks::chunksDripped),
    POLLS_UNREAD(HttpAttacks::pollsUnread),
    POLLS_CUT(HttpAttacks::pollsCut),
    POLLS_AT_ONCE(HttpAttacks::pollsAtOnce),
    PACKETS_IN_ONE_PAYLOAD(HttpAttacks::packetsInOnePayload),
    HANDSHAKES(HttpAttacks::handshakes),
    REQUESTS_THEN_CLOSED(HttpAttacks::requestsThenClosed),
    SILENCE(HttpAttacks::silence),
    DRIPPED_HEAD(HttpAttacks::drippedHead),
    ENDLESS_HEAD(HttpAttacks::endlessHead),
    NOISE(HttpAttacks::noise),

    UPGRADE_NOT_SWITCHED(RelayAttacks::upgradeNotSwitched, Feature.CLUSTER),
    UPGRADE_CUT(RelayAttacks::upgradeCut, Feature.CLUSTER),
    POST_TOO_LARGE(RelayAttacks::postTooLarge, Feature.CLUSTER),
    SID_TWICE(RelayAttacks::sidTwice, Feature.CLUSTER),
    RELAYED_UNREAD(RelayAttacks::relayedUnread, Feature.CLUSTER),
    RELAYED_BODY_NEVER_ENDED(RelayAttacks::relayedBodyNeverEnded, Feature.CLUSTER),

    STREAMS_UNREAD(Http2Attacks::streamsUnread, Feature.H2),
    STREAM_BODIES_NEVER_ENDED(Http2Attacks::bodiesNeverEnded, Feature.H2),
    STREAMS_RESET(Http2Attacks::streamsReset, Feature.H2),
    RESETS_THEN_CLOSED(Http2Attacks::resetsThenClosed, Feature.H2),
    CONTINUATIONS(Http2Attacks::continuations, Feature.H2),
    FIELDS_INDEXED(Http2Attacks::fieldsIndexed, Feature.H2),
    HTTP2_PINGS_UNREAD(Http2Attacks::pingsUnread, Feature.H2),

    MSGPACK_VALUES(MsgpackAttacks::values, Feature.MSGPACK),
    MSGPACK_DEEP(MsgpackAttacks::deep, Feature.MSGPACK),
    MSGPACK_LENGTHS(MsgpackAttacks::lengths, Feature.MSGPACK),
    MSGPACK_NAMES(MsgpackAttacks::names, Feature.MSGPACK);

    private final Action action;
    private final List<Feature> needed;

    @FunctionalInterface
    private interface Action {
        /** Runs the attack; it ends early or throws if the server refuses it. */
        void run(Attacker attacker) throws IOException;
    }

    Attack(Action action, Feature... needed) {
        this.action = action;
        this.needed = List.of(needed);
    }

    boolean appliesTo(Mode mode) {
        return mode.features().containsAll(needed);
    }

    void run(Attacker attacker) throws IOException {
        action.run(attacker);
    }
}
