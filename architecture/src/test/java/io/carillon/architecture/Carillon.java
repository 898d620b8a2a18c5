package io.carillon.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Which classes the rules are about: ours, hand-written, from the main sources. */
final class Carillon implements ImportOption {

    static final String ROOT = "io.carillon";

    @Override
    public boolean includes(Location location) {
        return !location.contains("/test-classes/")
                && !location.contains("/io/carillon/protocol/v1/")
                && !location.contains("/io/carillon/store/stored/");
    }
}
