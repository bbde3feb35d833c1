package io.quarkiverse.socketio.it.bootstrap;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Part of the applications that the tests build. */
@QuarkusMain
public class OwnApplication implements QuarkusApplication {
    @Override
    public int run(String... arguments) {
        System.out.println("own application with " + String.join(",", arguments));
        Quarkus.waitForExit();
        return 0;
    }
}
