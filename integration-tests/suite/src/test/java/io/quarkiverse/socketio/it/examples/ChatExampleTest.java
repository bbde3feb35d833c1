package io.quarkiverse.socketio.it.examples;

/** The chat: names, messages, who is typing, and how many take part. */
class ChatExampleTest extends ExampleContract {
    ChatExampleTest() {
        super("chat");
    }
}
