package io.carillon.worker;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.worker.core.Load;
import java.lang.management.ManagementFactory;

/** How busy the processors are. Apart from the rest because not every Java has what it needs. */
final class ProcessorLoad {

    private ProcessorLoad() {}

    /** Of all that the machine or the container has, in thousandths. */
    static int permille() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            double load = system.getCpuLoad();
            return load >= 0 && load <= 1 ? (int) Math.round(load * 1000) : Load.UNKNOWN;
        }
        return Load.UNKNOWN;
    }
}
