package io.carillon.schedule.calendar;

import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Effect;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A calendar with its names resolved: it says of any moment on the wall clock whether it counts. */
public final class Calendar {

    /** A calendar that lets nothing in for so long is taken to let nothing in at all. */
    private static final int DAYS_TO_LOOK_AHEAD = 3_660;

    /** So many rules are looked at for one moment, those of the calendars that it uses included. */
    static final int MAX_RULES = 300;

    private final List<Part> parts;
    private final int depth;
    private final int rules;

    Calendar(List<Part> parts) {
        this.parts = parts;
        this.depth = 1 + used(parts).mapToInt(Calendar::depth).max().orElse(0);
        this.rules = parts.size() + used(parts).mapToInt(Calendar::rules).sum();
    }

    private static Stream<Calendar> used(List<Part> parts) {
        return parts.stream().flatMap(part -> part.used().stream());
    }

    /** How many calendars stand on top of each other. */
    int depth() {
        return depth;
    }

    /** How many rules decide about a moment. */
    int rules() {
        return rules;
    }

    /** A rule with the calendar that it uses, if it uses one. */
    record Part(CalendarRule rule, Optional<Calendar> used) {

        boolean knows(LocalDateTime time) {
            return switch (rule) {
                case CalendarRule.Dates dates -> dates.dates().contains(time.toLocalDate());
                case CalendarRule.Weekdays weekdays -> weekdays.weekdays().contains(time.getDayOfWeek());
                case CalendarRule.Hours hours -> isWithin(hours, time.toLocalTime());
                case CalendarRule.Period period -> !time.isBefore(period.from()) && time.isBefore(period.to());
                case CalendarRule.Use _ -> used.orElseThrow().includes(time);
            };
        }

        private static boolean isWithin(CalendarRule.Hours hours, LocalTime time) {
            boolean started = !time.isBefore(hours.from());
            boolean ended = !time.isBefore(hours.to());
            return hours.from().isBefore(hours.to()) ? started && !ended : started || !ended;
        }
    }

    public boolean includes(LocalDateTime time) {
        boolean included = parts.getFirst().rule().effect() == Effect.EXCLUDE;
        for (Part part : parts) {
            if (part.knows(time)) {
                included = part.rule().effect() == Effect.INCLUDE;
            }
        }
        return included;
    }

    /** Whether any moment of a day counts; a day without one is a holiday. */
    public boolean includesSomeOf(LocalDate date) {
        return edges(date).stream().anyMatch(time -> includes(date.atTime(time)));
    }

    /**
     * A part of a day.
     *
     * @param to its end, which is outside; empty is the end of the day
     */
    public record Span(LocalTime from, Optional<LocalTime> to) {

        public boolean isWholeDay() {
            return from.equals(LocalTime.MIDNIGHT) && to.isEmpty();
        }
    }

    /** The parts of a day that count, in their order. */
    public List<Span> spans(LocalDate date) {
        var spans = new ArrayList<Span>();
        LocalTime from = null;
        for (LocalTime edge : edges(date)) {
            boolean counts = includes(date.atTime(edge));
            if (counts && from == null) {
                from = edge;
            } else if (!counts && from != null) {
                spans.add(new Span(from, Optional.of(edge)));
                from = null;
            }
        }
        if (from != null) {
            spans.add(new Span(from, Optional.empty()));
        }
        return List.copyOf(spans);
    }

    /** The first moment that counts, at or after one; empty when there is none for ten years. */
    public Optional<LocalDateTime> firstFrom(LocalDateTime time) {
        if (includes(time)) {
            return Optional.of(time);
        }
        LocalTime after = time.toLocalTime();
        for (int i = 0; i < DAYS_TO_LOOK_AHEAD; i++) {
            LocalDate date = time.toLocalDate().plusDays(i);
            NavigableSet<LocalTime> edges = i == 0 ? edges(date).tailSet(after, false) : edges(date);
            for (LocalTime edge : edges) {
                if (includes(date.atTime(edge))) {
                    return Optional.of(date.atTime(edge));
                }
            }
        }
        return Optional.empty();
    }

    /** The times of a day at which the answer can change. */
    private NavigableSet<LocalTime> edges(LocalDate date) {
        NavigableSet<LocalTime> edges = new TreeSet<>();
        edges.add(LocalTime.MIDNIGHT);
        addEdges(date, edges);
        return edges;
    }

    private void addEdges(LocalDate date, NavigableSet<LocalTime> edges) {
        for (Part part : parts) {
            switch (part.rule()) {
                case CalendarRule.Hours hours -> {
                    edges.add(hours.from());
                    edges.add(hours.to());
                }
                case CalendarRule.Period period -> {
                    addEdge(period.from(), date, edges);
                    addEdge(period.to(), date, edges);
                }
                case CalendarRule.Use _ -> part.used().orElseThrow().addEdges(date, edges);
                case CalendarRule.Dates _, CalendarRule.Weekdays _ -> {}
            }
        }
    }

    private static void addEdge(LocalDateTime edge, LocalDate date, NavigableSet<LocalTime> edges) {
        if (edge.toLocalDate().equals(date)) {
            edges.add(edge.toLocalTime());
        }
    }
}
