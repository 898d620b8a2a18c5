package io.carillon.engine;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.Resource;
import io.carillon.schedule.calendar.Calendars;
import java.util.Optional;
import java.util.TreeMap;

/** Where triggers find the calendars that they name. */
@FunctionalInterface
public interface CalendarSource {

    /** Knows no calendar, so that every reference to one is refused. */
    CalendarSource NONE = _ -> Calendars.NONE;

    /** Those that are durable; each question reads them. */
    static CalendarSource of(Catalog catalog) {
        return namespace -> {
            var specs = new TreeMap<String, CalendarSpec>();
            for (Resource resource :
                    catalog.resources(ResourceKind.CALENDAR, namespace, Optional.empty(), Resources.MAX_OF_A_KIND)) {
                if (resource.spec() instanceof CalendarSpec calendar) {
                    specs.put(calendar.name(), calendar);
                }
            }
            return new Calendars(specs);
        };
    }

    /** The calendars of a namespace as they stand. */
    Calendars of(Namespace namespace);
}
