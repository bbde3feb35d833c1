package io.quarkiverse.socketio.it.bootstrap;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

class UberJarWithQuarkusApplicationTest extends BootstrapContract {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = application("uber-jar", OwnApplication.class);

    @ProdBuildResults
    ProdModeTestResults results;

    @Override
    ProdModeTestResults results() {
        return results;
    }

    @Override
    boolean readsArguments() {
        return true;
    }
}
