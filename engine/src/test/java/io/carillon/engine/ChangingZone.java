package io.carillon.engine;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A country that can change its clocks while this process runs, as an update of the zone data would. */
final class ChangingZone extends ZoneRulesProvider {

    static final String NAME = "Carillon/Engine";

    private static final ChangingZone REGISTERED = registered();

    private ZoneOffset offset = ZoneOffset.UTC;

    private ChangingZone() {}

    private static ChangingZone registered() {
        var zone = new ChangingZone();
        registerProvider(zone);
        return zone;
    }

    /** The zone with the rules that it has now. */
    static ZoneId at(ZoneOffset offset) {
        REGISTERED.offset = offset;
        return ZoneId.of(REGISTERED.provideZoneIds().iterator().next());
    }

    @Override
    protected Set<String> provideZoneIds() {
        return Set.of(NAME);
    }

    @Override
    protected ZoneRules provideRules(String zoneId, boolean forCaching) {
        return ZoneRules.of(offset);
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
        return new TreeMap<>();
    }
}
