package io.quarkiverse.socketio.it.bootstrap;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

class FastJarWithQuarkusApplicationTest extends BootstrapContract {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = application("fast-jar", OwnApplication.class);

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
