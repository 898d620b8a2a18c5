package io.carillon.membership;

import io.carillon.databases.Ensemble;
import io.carillon.databases.ZooKeeperServer;
import java.nio.file.Path;

final class ZooKeeperEnsembleTest extends EnsembleContracts {

    @Override
    Ensemble start(Path empty) {
        return ZooKeeperServer.startEnsemble(empty, SIZE);
    }
}
