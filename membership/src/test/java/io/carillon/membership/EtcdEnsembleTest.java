package io.carillon.membership;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.databases.Ensemble;
import io.carillon.databases.EtcdServer;
import java.nio.file.Path;

final class EtcdEnsembleTest extends EnsembleContracts {

    @Override
    Ensemble start(Path empty) {
        assumeTrue(EtcdServer.isInstalled(), "etcd is not installed (Debian's etcd-server): nothing of it is tested");
        return EtcdServer.startEnsemble(empty, SIZE);
    }
}
