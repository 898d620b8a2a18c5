package io.carillon.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.databases.EtcdServer;
import io.carillon.databases.ListServer;
import java.nio.file.Path;

final class EtcdClusterTest extends ListedClusters {

    @Override
    ListServer startList(Path empty) {
        assumeTrue(EtcdServer.isInstalled(), "etcd is not installed (Debian's etcd-server): nothing of it is tested");
        return EtcdServer.start(empty);
    }
}
