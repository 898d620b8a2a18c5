package io.carillon.spring;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a worker stands, for a health indicator of whichever Spring Boot.
 *
 * @param well whether a node can hand out work to it; an application that is no worker is well
 */
record Standing(boolean well, Map<String, Object> details) {

    static Standing of(CarillonWorker carillon) {
        var details = new TreeMap<String, Object>();
        var worker = carillon.worker();
        worker.ifPresent(each -> {
            details.put("worker", each.workerId());
            details.put("connected", each.isConnected());
        });
        return new Standing(worker.isEmpty() || worker.get().isConnected(), details);
    }
}
