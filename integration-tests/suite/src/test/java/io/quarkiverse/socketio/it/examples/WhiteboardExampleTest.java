package io.quarkiverse.socketio.it.examples;

/** The shared drawing boards. */
class WhiteboardExampleTest extends ExampleContract {
    WhiteboardExampleTest() {
        super("whiteboard");
    }
}
