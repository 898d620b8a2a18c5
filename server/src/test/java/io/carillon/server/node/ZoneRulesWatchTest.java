package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Event;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ZoneRulesWatchTest {

    private final List<Event> events = new ArrayList<>();

    @Test
    void the_engine_is_told_once_of_a_zone_whose_rules_have_changed() {
        var country = new Country();
        ZoneRulesProvider.registerProvider(country);
        var watch = new ZoneRulesWatch(events::add);

        watch.look();
        assertThat(events).isEmpty();

        country.next = ZoneOffset.ofHours(2);
        watch.look();
        watch.look();

        assertThat(events).containsExactly(new Event.ZoneRulesChanged(Set.of("Carillon/Watched")));
    }

    /** Its rules change when the JDK asks it to refresh, as those of an updated zone file would. */
    private static final class Country extends ZoneRulesProvider {

        private ZoneOffset offset = ZoneOffset.UTC;
        private ZoneOffset next = ZoneOffset.UTC;

        @Override
        protected Set<String> provideZoneIds() {
            return Set.of("Carillon/Watched");
        }

        @Override
        protected ZoneRules provideRules(String zoneId, boolean forCaching) {
            return ZoneRules.of(offset);
        }

        @Override
        protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
            return new TreeMap<>();
        }

        @Override
        protected boolean provideRefresh() {
            boolean changes = !offset.equals(next);
            offset = next;
            return changes;
        }
    }
}
