package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Optional;

/**
 * A worker asks the primary for a page that the primary serves: for a request on a connection which that worker holds. Its text
 * is {@code page <method> <target>}, and in the next line the header field {@code Authorization}.
 *
 * @param authorization empty text when there is none
 */
public record PageQuestion(String method, String target, String authorization) {
    private static final String NAME = "page ";

    /** What a question of the link asks for; empty when it is another question. */
    public static Optional<PageQuestion> parse(String question) {
        int end = question.indexOf('\n');
        String[] words = (end < 0 ? question : question.substring(0, end)).split(" ", 3);
        return question.startsWith(NAME) && words.length == 3
                ? Optional.of(new PageQuestion(words[1], words[2], end < 0 ? "" : question.substring(end + 1)))
                : Optional.empty();
    }

    public String text() {
        return NAME + method + " " + target + "\n" + authorization;
    }

    /** The answer: status code, content type and body; each but the last a line. */
    public record Page(int status, String contentType, String body) {

        /** @throws LinkException when it is no such answer */
        public static Page parse(String answer) {
            String[] parts = answer.split("\n", 3);
            try {
                return new Page(Integer.parseInt(parts[0]), parts[1], parts[2]);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new LinkException("answer is no page");
            }
        }

        public String text() {
            return status + "\n" + contentType + "\n" + body;
        }
    }
}
