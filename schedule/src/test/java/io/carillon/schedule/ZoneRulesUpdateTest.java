package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A country changes its mind: the node learns the new rules while it runs. */
class ZoneRulesUpdateTest {

    private static final String ZONE = "Carillon/Changing";

    @Test
    void a_schedule_that_is_compiled_again_follows_new_rules_although_its_trigger_is_old() {
        var country = new Country(ZoneOffset.ofHours(1));
        ZoneRulesProvider.registerProvider(country);
        var trigger = new Trigger.Cron("0 9 * * *", CronDialect.UNIX, country.zone(), Duration.ZERO);
        var now = Instant.parse("2027-01-01T00:00:00Z");
        var old = Triggers.compile(trigger, now, 1);

        country.offset = ZoneOffset.ofHours(3);
        var updated = Triggers.compile(trigger, now, 1);

        assertThat(old.next(now)).isEqualTo("2027-01-01T08:00:00Z");
        assertThat(updated.next(now)).isEqualTo("2027-01-01T06:00:00Z");
    }

    private static final class Country extends ZoneRulesProvider {

        private ZoneOffset offset;

        private Country(ZoneOffset offset) {
            this.offset = offset;
        }

        private ZoneId zone() {
            return ZoneId.of(provideZoneIds().iterator().next());
        }

        @Override
        protected Set<String> provideZoneIds() {
            return Set.of(ZONE);
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
}
