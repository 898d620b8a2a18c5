package io.carillon.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The life of a run, cell by cell. The table that comes out is the document: it is rendered into {@code docs/states.md}, and a
 * change that is not in the document fails here. {@code -Dcarillon.rewriteDocs=true} writes the file anew.
 */
class TransitionsTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "states.md");
    private static final Instant AT = Instant.parse("2027-03-01T00:00:00Z");
    private static final Instant LATER = AT.plusSeconds(10);
    private static final Attempt ATTEMPT = attempt(2);
    private static final Token TOKEN = ATTEMPT.token();
    private static final Token STALE = new Token(new Epoch(1), 1);
    private static final RunError ERROR = new RunError("BOOM", "told to fail");
    private static final RunError POSTPONED = new RunError(RunError.POSTPONED, "not yet");
    private static final RunError SHARDS_FAILED =
            new RunError(RunError.SHARDS_FAILED, "1 of 16 shards did not succeed: 3");
    private static final Next RETRY = new Next.Retry(LATER);
    private static final Next GIVE_UP = new Next.GiveUp();

    private static final Map<String, RunState> STATES = states();
    private static final Map<String, RunEvent> EVENTS = events();

    @Test
    void every_state_and_every_event_is_in_the_table() {
        var states = STATES.values().stream().map(Object::getClass).collect(Collectors.toSet());
        var events = EVENTS.values().stream().map(Object::getClass).collect(Collectors.toSet());

        assertThat(states).containsExactlyInAnyOrderElementsOf(records(RunState.class));
        assertThat(events).containsExactlyInAnyOrderElementsOf(records(RunEvent.class));
    }

    @Test
    void the_document_shows_the_table_as_it_is() throws IOException {
        String rendered = document();

        if (Boolean.getBoolean("carillon.rewriteDocs")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, rendered);
        }

        assertThat(DOCUMENT).exists();
        assertThat(Files.readString(DOCUMENT)).isEqualTo(rendered);
    }

    @Test
    void a_final_state_never_changes() {
        var finals = STATES.values().stream().filter(RunState.Final.class::isInstance);

        assertThat(finals)
                .hasSize(4)
                .allSatisfy(state -> assertThat(EVENTS.values())
                        .allSatisfy(event -> assertThat(Transitions.apply(state, event))
                                .isEqualTo(Transition.ignored(Transition.Reason.FINAL))));
    }

    @Test
    void an_event_of_another_attempt_never_moves_a_run() {
        var stale = EVENTS.values().stream()
                .filter(event -> event instanceof RunEvent.OfAttempt ofAttempt
                        && ofAttempt.token().equals(STALE));

        assertThat(stale)
                .hasSize(12)
                .allSatisfy(event -> assertThat(STATES.values())
                        .allSatisfy(state ->
                                assertThat(Transitions.apply(state, event)).isInstanceOf(Transition.Ignored.class)));
    }

    @Test
    void only_the_attempt_that_a_worker_has_or_all_the_parts_together_end_a_run_well() {
        var successes = new ArrayList<String>();
        STATES.forEach((from, state) -> EVENTS.forEach((name, event) -> {
            if (Transitions.apply(state, event) instanceof Transition.Moved(RunState.Succeeded _)) {
                successes.add(from + " " + name);
            }
        }));

        assertThat(successes)
                .containsExactly(
                        "Sent Completed",
                        "Working Completed",
                        "Stopping (cancelled) Completed",
                        "Stopping (timed out) Completed",
                        "Stopping (deadline) Completed",
                        "Awaiting Completed",
                        "Split Gathered, all succeeded",
                        "Unwinding (cancelled) Gathered, all succeeded",
                        "Unwinding (deadline) Gathered, all succeeded");
    }

    @Test
    void a_hand_out_before_the_pause_is_over_does_not_apply() {
        var waiting = new RunState.Waiting(AT, LATER, ERROR);

        var early = Transitions.apply(waiting, new RunEvent.HandedOut(ATTEMPT, LATER.minusNanos(1)));
        var divided = Transitions.apply(waiting, new RunEvent.Divided(16, LATER.minusNanos(1)));
        var onTime = Transitions.apply(waiting, new RunEvent.HandedOut(ATTEMPT, LATER));

        assertThat(List.of(early, divided)).containsOnly(Transition.ignored(Transition.Reason.NOT_APPLICABLE));
        assertThat(onTime).isEqualTo(Transition.moved(new RunState.Sent(ATTEMPT)));
    }

    @Test
    void what_ends_a_stopping_attempt_ends_it_for_the_reason_it_was_stopped() {
        var timedOut = stopping(RunState.StopCause.TIMED_OUT);
        var cancelled = stopping(RunState.StopCause.CANCELLED);
        var error = new RunEvent.Errored(TOKEN, LATER, ERROR, GIVE_UP);

        assertThat(Transitions.apply(timedOut, error))
                .isInstanceOfSatisfying(
                        Transition.Moved.class,
                        moved -> assertThat(moved.to())
                                .isInstanceOfSatisfying(
                                        RunState.Failed.class,
                                        failed -> assertThat(failed.error().code())
                                                .isEqualTo(RunError.TIMED_OUT)));
        assertThat(Transitions.apply(cancelled, error))
                .isEqualTo(Transition.moved(new RunState.Cancelled(ATTEMPT, AT, LATER)));
    }

    @Test
    void a_run_whose_deadline_has_passed_is_not_tried_again() {
        var late = stopping(RunState.StopCause.DEADLINE);
        var error = new RunEvent.Errored(TOKEN, LATER, ERROR, RETRY);

        assertThat(Transitions.apply(late, error))
                .isInstanceOfSatisfying(
                        Transition.Moved.class,
                        moved -> assertThat(moved.to())
                                .isInstanceOfSatisfying(
                                        RunState.Failed.class,
                                        failed -> assertThat(failed.error().code())
                                                .isEqualTo(RunError.DEADLINE)));
    }

    @Test
    void a_run_in_parts_ends_by_what_they_came_to_and_by_what_stopped_them() {
        var gathered = new RunEvent.Gathered(LATER, SHARDS_FAILED, false);

        assertThat(Transitions.apply(new RunState.Split(16, AT), gathered))
                .isEqualTo(Transition.moved(new RunState.Failed(null, AT, LATER, SHARDS_FAILED)));
        assertThat(Transitions.apply(unwinding(RunState.StopCause.CANCELLED), gathered))
                .isEqualTo(Transition.moved(new RunState.Cancelled(null, AT, LATER)));
        assertThat(Transitions.apply(unwinding(RunState.StopCause.DEADLINE), gathered))
                .isInstanceOfSatisfying(
                        Transition.Moved.class,
                        moved -> assertThat(moved.to())
                                .isInstanceOfSatisfying(
                                        RunState.Failed.class,
                                        failed -> assertThat(failed.error().code())
                                                .isEqualTo(RunError.DEADLINE)));
    }

    @Test
    void a_task_that_found_nothing_to_do_ends_its_run_as_skipped_even_if_it_was_told_to_stop() {
        var waived = new RunEvent.Waived(TOKEN, AT, AT.plusSeconds(3), LATER, "no orders");
        var skipped = new RunState.Skipped(
                LATER, SkipReason.TASK, 1, AT, null, new RunState.Waiver(ATTEMPT, AT, "no orders"));

        assertThat(Transitions.apply(new RunState.Working(ATTEMPT, AT), waived)).isEqualTo(Transition.moved(skipped));
        assertThat(Transitions.apply(stopping(RunState.StopCause.CANCELLED), waived))
                .isEqualTo(Transition.moved(skipped));
    }

    @Test
    void a_task_that_asks_for_a_later_attempt_rests_until_then_and_says_why() {
        var working = new RunState.Working(ATTEMPT, AT);

        assertThat(Transitions.apply(working, new RunEvent.Postponed(TOKEN, AT, POSTPONED, RETRY)))
                .isEqualTo(Transition.moved(new RunState.Waiting(AT, LATER, POSTPONED)));
        assertThat(Transitions.apply(working, new RunEvent.Postponed(TOKEN, LATER, POSTPONED, GIVE_UP)))
                .isEqualTo(Transition.moved(new RunState.Failed(ATTEMPT, AT, LATER, POSTPONED)));
    }

    @Test
    void a_take_over_starts_the_grace_anew_and_keeps_the_last_attempt() {
        var recovering = new RunState.Recovering(AT, ATTEMPT);

        var again = Transitions.apply(recovering, new RunEvent.Inherited(LATER));

        assertThat(again).isEqualTo(Transition.moved(new RunState.Recovering(LATER, ATTEMPT)));
    }

    private static Map<String, RunState> states() {
        var states = new LinkedHashMap<String, RunState>();
        states.put("Pending", new RunState.Pending());
        states.put("Waiting", new RunState.Waiting(AT, AT, null));
        states.put("Recovering (no hand-out known)", new RunState.Recovering(AT, null));
        states.put("Recovering", new RunState.Recovering(AT, ATTEMPT));
        states.put("Sent", new RunState.Sent(ATTEMPT));
        states.put("Working", new RunState.Working(ATTEMPT, AT));
        states.put("Stopping (cancelled)", stopping(RunState.StopCause.CANCELLED));
        states.put("Stopping (timed out)", stopping(RunState.StopCause.TIMED_OUT));
        states.put("Stopping (deadline)", stopping(RunState.StopCause.DEADLINE));
        states.put("Awaiting", new RunState.Awaiting(ATTEMPT, AT, AT));
        states.put("Split", new RunState.Split(16, AT));
        states.put("Unwinding (cancelled)", unwinding(RunState.StopCause.CANCELLED));
        states.put("Unwinding (deadline)", unwinding(RunState.StopCause.DEADLINE));
        states.put("Succeeded", new RunState.Succeeded(ATTEMPT, AT, AT, Json.of(1)));
        states.put("Failed", new RunState.Failed(ATTEMPT, AT, AT, ERROR));
        states.put("Cancelled", new RunState.Cancelled(null, null, AT));
        states.put("Skipped", new RunState.Skipped(AT, SkipReason.MISFIRE, 1, AT));
        return states;
    }

    private static Map<String, RunEvent> events() {
        var events = new LinkedHashMap<String, RunEvent>();
        events.put("CameDue", new RunEvent.CameDue(LATER));
        events.put("LeftOut", new RunEvent.LeftOut(SkipReason.OVERLAP, AT, LATER));
        events.put("HandedOut", new RunEvent.HandedOut(attempt(3), LATER));
        events.put("Inherited", new RunEvent.Inherited(LATER));
        events.put("Claimed", new RunEvent.Claimed(ATTEMPT, AT, LATER));
        events.put("Unclaimed, retry", new RunEvent.Unclaimed(LATER, RETRY));
        events.put("Unclaimed, give up", new RunEvent.Unclaimed(LATER, GIVE_UP));
        events.put("CancelRequested", new RunEvent.CancelRequested(LATER));
        events.put("DeadlinePassed", new RunEvent.DeadlinePassed(LATER));
        events.put("Unservable", new RunEvent.Unservable(LATER, ERROR));
        events.put("Divided", new RunEvent.Divided(16, LATER));
        events.put("Grown", new RunEvent.Grown(3, LATER));
        events.put("Gathered, all succeeded", new RunEvent.Gathered(LATER, null, false));
        events.put("Gathered, all succeeded, to be made one", new RunEvent.Gathered(LATER, null, true));
        events.put("Gathered, not all succeeded", new RunEvent.Gathered(LATER, SHARDS_FAILED, true));
        addOfAttempt(events, "", TOKEN);
        addOfAttempt(events, " of another attempt", STALE);
        return events;
    }

    private static void addOfAttempt(Map<String, RunEvent> events, String suffix, Token token) {
        events.put("Started" + suffix, new RunEvent.Started(token, LATER));
        events.put("Completed" + suffix, new RunEvent.Completed(token, AT, LATER, null));
        events.put("Waived" + suffix, new RunEvent.Waived(token, AT, AT, LATER, "nothing to do"));
        events.put("Postponed, retry" + suffix, new RunEvent.Postponed(token, LATER, POSTPONED, RETRY));
        if (suffix.isEmpty()) {
            events.put("Postponed, give up", new RunEvent.Postponed(token, LATER, POSTPONED, GIVE_UP));
        }
        events.put("Deferred, retry" + suffix, new RunEvent.Deferred(token, AT, LATER, RETRY));
        if (suffix.isEmpty()) {
            events.put("Deferred, give up", new RunEvent.Deferred(token, AT, LATER, GIVE_UP));
        }
        events.put("Mapped, retry" + suffix, new RunEvent.Mapped(token, 3, true, AT, LATER, RETRY));
        if (suffix.isEmpty()) {
            events.put("Mapped, give up", new RunEvent.Mapped(token, 3, true, AT, LATER, GIVE_UP));
        }
        events.put("Errored, retry" + suffix, new RunEvent.Errored(token, LATER, ERROR, RETRY));
        if (suffix.isEmpty()) {
            events.put("Errored, give up", new RunEvent.Errored(token, LATER, ERROR, GIVE_UP));
        }
        events.put("Halted, retry" + suffix, new RunEvent.Halted(token, LATER, RETRY));
        if (suffix.isEmpty()) {
            events.put("Halted, give up", new RunEvent.Halted(token, LATER, GIVE_UP));
        }
        events.put("Declined" + suffix, new RunEvent.Declined(token, LATER, LATER));
        events.put("Lost, retry" + suffix, new RunEvent.Lost(token, LATER, RETRY));
        if (suffix.isEmpty()) {
            events.put("Lost, give up", new RunEvent.Lost(token, LATER, GIVE_UP));
        }
        events.put("TimedOut" + suffix, new RunEvent.TimedOut(token, LATER));
        events.put("Unresponsive, retry" + suffix, new RunEvent.Unresponsive(token, LATER, RETRY));
        if (suffix.isEmpty()) {
            events.put("Unresponsive, give up", new RunEvent.Unresponsive(token, LATER, GIVE_UP));
        }
    }

    private static RunState stopping(RunState.StopCause cause) {
        return new RunState.Stopping(ATTEMPT, AT, cause, AT);
    }

    private static RunState unwinding(RunState.StopCause cause) {
        return new RunState.Unwinding(16, AT, cause, AT);
    }

    private static Attempt attempt(int number) {
        return new Attempt(new Token(new Epoch(1), number), new WorkerId("w1"), AT);
    }

    /** The records that a sealed type permits, however deep. */
    private static Set<Class<?>> records(Class<?> sealed) {
        if (!sealed.isSealed()) {
            return Set.of(sealed);
        }
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(permitted -> records(permitted).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String document() {
        var out = new StringBuilder();
        out.append("# The states of a run\n\n");
        out.append(
                "Rendered by `TransitionsTest` from the transition function; `-Dcarillon.rewriteDocs=true` renders it anew.\n");
        out.append(
                "The outside sees Pending as `PENDING` until it is due, and from then on, as Waiting, Recovering and Sent, as\n");
        out.append(
                "`SCHEDULED`; Working, Stopping, Awaiting, Split and Unwinding as `RUNNING`; the four on the right by their own\n");
        out.append("names.\n\n");
        out.append(diagram()).append('\n').append(table());
        return out.toString();
    }

    /** Every pair of states that some event connects, with those events. */
    private static String diagram() {
        var edges = new TreeMap<String, Set<String>>();
        STATES.forEach((_, state) -> EVENTS.forEach((name, event) -> {
            if (Transitions.apply(state, event) instanceof Transition.Moved(RunState to)) {
                String edge = simple(state) + " --> " + simple(to);
                edges.computeIfAbsent(edge, _ -> new LinkedHashSet<>()).add(name.replaceAll(",.*", ""));
            }
        }));
        var out = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> Pending\n    [*] --> Skipped\n");
        edges.forEach((edge, names) -> out.append("    ")
                .append(edge)
                .append(" : ")
                .append(String.join(", ", names))
                .append('\n'));
        for (String end : List.of("Succeeded", "Failed", "Cancelled", "Skipped")) {
            out.append("    ").append(end).append(" --> [*]\n");
        }
        return out.append("```\n").toString();
    }

    private static String table() {
        var out = new StringBuilder("| event | " + String.join(" | ", STATES.keySet()) + " |\n");
        out.append("|---".repeat(STATES.size() + 1)).append("|\n");
        EVENTS.forEach((name, event) -> {
            out.append("| ").append(name);
            STATES.values().forEach(state -> out.append(" | ").append(cell(Transitions.apply(state, event))));
            out.append(" |\n");
        });
        return out.toString();
    }

    private static String cell(Transition transition) {
        return switch (transition) {
            case Transition.Moved(RunState to) -> "**" + simple(to) + "**";
            case Transition.Ignored(Transition.Reason reason) ->
                switch (reason) {
                    case FINAL -> "–";
                    case STALE_TOKEN -> "stale";
                    case NO_CHANGE -> "no change";
                    case NOT_APPLICABLE -> "does not apply";
                };
        };
    }

    private static String simple(RunState state) {
        return state.getClass().getSimpleName();
    }
}
