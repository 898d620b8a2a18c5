package io.carillon.store;

import io.carillon.model.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Where to look for something of which only the run's id is known: from the day on that it was made, as most end on it. */
final class Whereabouts {

    /** Clocks differ: whoever ended it may have stood before the day that its maker stood in. */
    private static final Duration LARGEST_SKEW = Duration.ofDays(1);

    private Whereabouts() {}

    /** The tables in which a run that has ended may be if it did not succeed. */
    static List<String> undone(RunId run, Session session) throws SQLException {
        List<String> tables = new ArrayList<>(
                since(run, Family.UNDONE, session).stream().map(Slice::table).toList());
        tables.add(RunRows.LETTERS_TABLE);
        return tables;
    }

    /** Where a run that has ended may be, in the order in which the places are to be asked: the cheaper ones of a day first. */
    static List<EndedPlace> ended(RunId run, SetAside setAside, Session session) throws SQLException {
        var places = new TreeMap<Integer, List<EndedPlace>>();
        for (Slice slice : since(run, Family.UNDONE, session)) {
            places.computeIfAbsent(slice.day(), _ -> new ArrayList<>()).add(new EndedTable(slice.table()));
        }
        for (DoneDay day : DoneDay.of(since(run, Family.DONE, session), setAside, session)) {
            places.computeIfAbsent(day.slice().day(), _ -> new ArrayList<>()).add(day);
        }
        List<EndedPlace> inOrder = new ArrayList<>();
        places.values().forEach(inOrder::addAll);
        inOrder.add(new EndedTable(RunRows.LETTERS_TABLE));
        return inOrder;
    }

    /** The tables in which its failed attempts may be, in the order of time. */
    static List<String> attempts(RunId run, Session session) throws SQLException {
        return since(run, Family.ATTEMPTS, session).stream().map(Slice::table).toList();
    }

    /** The tables in which its lines may be, in the order of time. */
    static List<String> logs(RunId run, Session session) throws SQLException {
        return since(run, Family.LOGS, session).stream().map(Slice::table).toList();
    }

    /** The table of a run's parts, if there is one. */
    static Optional<String> partsOf(RunId whole, Session session) throws SQLException {
        Slice slice = Slice.ofParts(whole);
        return Slices.of(Family.PARTS, session).stream()
                .map(Slices.Span::slice)
                .filter(slice::equals)
                .map(Slice::table)
                .findFirst();
    }

    /** The tables in which runs may be as parts of others, which were made before them; the latest first. */
    static List<String> parts(RunId latest, Session session) throws SQLException {
        int last = Slice.dayOf(latest.madeAt().plus(LARGEST_SKEW));
        return Slices.of(Family.PARTS, session).reversed().stream()
                .map(Slices.Span::slice)
                .filter(slice -> slice.day() <= last)
                .map(Slice::table)
                .toList();
    }

    private static List<Slice> since(RunId run, Family family, Session session) throws SQLException {
        int first = Slice.dayOf(run.madeAt().minus(LARGEST_SKEW));
        return Slices.of(family, session).stream()
                .map(Slices.Span::slice)
                .filter(slice -> slice.day() >= first)
                .toList();
    }
}
