package io.carillon.server.node;

import io.carillon.engine.Event;
import io.carillon.gateway.EventSink;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether time zones have other rules than before, and tells the engine which. The JDK's own zone data lasts as
 * long as the process; a provider that is installed beside it may be refreshed.
 */
final class ZoneRulesWatch {

    private static final Logger log = LoggerFactory.getLogger(ZoneRulesWatch.class);

    private final EventSink sink;
    private Map<String, ZoneRules> known = current();

    ZoneRulesWatch(EventSink sink) {
        this.sink = sink;
    }

    void look() {
        try {
            var _ = ZoneRulesProvider.refresh();
            Map<String, ZoneRules> now = current();
            Set<String> changed = difference(known, now);
            known = now;
            if (!changed.isEmpty()) {
                log.info("event=zone-rules-changed zones={}", changed);
                sink.put(new Event.ZoneRulesChanged(changed));
            }
        } catch (ZoneRulesException broken) {
            log.warn("event=zone-rules-unreadable reason=\"{}\"", broken.getMessage());
        }
    }

    private static Set<String> difference(Map<String, ZoneRules> before, Map<String, ZoneRules> now) {
        var changed = new TreeSet<String>();
        before.forEach((zone, rules) -> {
            if (!rules.equals(now.get(zone))) {
                changed.add(zone);
            }
        });
        now.keySet().stream().filter(zone -> !before.containsKey(zone)).forEach(changed::add);
        return changed;
    }

    private static Map<String, ZoneRules> current() {
        var rules = new TreeMap<String, ZoneRules>();
        for (String zone : ZoneId.getAvailableZoneIds()) {
            rules.put(zone, ZoneRulesProvider.getRules(zone, false));
        }
        return rules;
    }
}
