package io.quarkiverse.socketio.it.tested;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same tests against the packaged application. */
// tag::it[]
@QuarkusIntegrationTest
class ChatIT extends ChatTest {
}
// end::it[]
