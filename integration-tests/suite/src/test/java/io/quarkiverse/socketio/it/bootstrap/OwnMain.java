package io.quarkiverse.socketio.it.bootstrap;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Part of the applications that the tests build. */
@QuarkusMain
public class OwnMain {
    public static void main(String[] arguments) {
        System.out.println("own main with " + String.join(",", arguments));
        Quarkus.run(arguments);
    }
}
