package io.quarkiverse.socketio.runtime.cluster.link;

/** The reply to a {@link Query}. Each kind writes and reads its text on the wire. */
public sealed interface QueryReply {

    /** Returns the wire form. */
    String text();

    /** Text for users or for another program; empty for a query that was only executed. */
    record Text(String text) implements QueryReply {
        public static final Text DONE = new Text("");
    }

    /**
     * The health of one worker: {@code UP} or {@code DOWN} and the state of the adapter, and in the next line the checks.
     *
     * @param checks the members of a JSON array, each named after the worker
     */
    record Health(boolean up, String adapter, String checks) implements QueryReply {
        private static final String UP = "UP";

        static Health read(String text) {
            int line = text.indexOf('\n');
            String state = line < 0 ? text : text.substring(0, line);
            int blank = state.indexOf(' ');
            return new Health(UP.equals(blank < 0 ? state : state.substring(0, blank)),
                    blank < 0 ? "" : state.substring(blank + 1), line < 0 ? "" : text.substring(line + 1));
        }

        @Override
        public String text() {
            return (up ? UP : "DOWN") + " " + adapter + "\n" + checks;
        }
    }

    /** A page: status code, content type and body, in lines of which only the body may be several. */
    record Page(int status, String contentType, String body) implements QueryReply {

        /** @throws LinkException when the text is no page */
        static Page read(String text) {
            int first = text.indexOf('\n');
            int second = text.indexOf('\n', first + 1);
            try {
                return new Page(Integer.parseInt(text, 0, first, 10), text.substring(first + 1, second),
                        text.substring(second + 1));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new LinkException("answer is no page");
            }
        }

        @Override
        public String text() {
            return status + "\n" + contentType + "\n" + body;
        }
    }
}
