package io.quarkiverse.socketio.runtime.quarkus;

import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.engineio.SessionId;

/**
 * The owner of a request is the worker whose incarnation its {@code sid} query parameter names; the last one counts, as
 * {@code EngineRequest} has it.
 * <p>
 * Thread: any.
 */
public final class SidAffinity implements Affinity {
    private static final String SID = "sid=";

    @Override
    public int ownerOf(CharSequence target) {
        int start = valueStart(target);
        if (start < 0) {
            return NONE;
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '&' && target.charAt(end) != '#') {
            end++;
        }
        return Math.max(NONE, SessionId.incarnationOf(target.subSequence(start, end)));
    }

    private static int valueStart(CharSequence target) {
        String text = target.toString();
        int last = -1;
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('&', at + 1)) {
            if (text.startsWith(SID, at + 1)) {
                last = at + 1 + SID.length();
            }
        }
        return last;
    }
}
