package io.carillon.membership;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.databases.EtcdServer;
import io.carillon.databases.ListServer;
import java.nio.file.Path;

final class EtcdBoardTest extends BoardContracts {

    @Override
    ListServer start(Path empty) {
        assumeTrue(EtcdServer.isInstalled(), "etcd is not installed (Debian's etcd-server): nothing of it is tested");
        return EtcdServer.start(empty);
    }
}
