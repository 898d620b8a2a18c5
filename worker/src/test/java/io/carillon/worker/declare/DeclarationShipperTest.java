package io.carillon.worker.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.DeclarationAnswer;
import io.carillon.protocol.v1.DeclarationAnswers;
import io.carillon.protocol.v1.DeclarationOutcome;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.Difference;
import io.carillon.protocol.v1.Mistake;
import io.carillon.worker.declare.Declared.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Declarations on their way to a node. */
class DeclarationShipperTest {

    private static final Duration NOW = Duration.ofSeconds(100);
    private static final int ROOM = 1_000;
    private static final JobDeclaration CLOSE = JobDeclaration.of("close").timeout("30s");
    private static final JobDeclaration MAIL = JobDeclaration.of("mail").sync(Sync.ENFORCE);

    @Test
    void all_of_them_go_in_one_frame_to_each_node() {
        var shipper = shipper(null, CLOSE, MAIL);
        var before = shipper.next(NOW);
        Declarations first = welcomed(shipper);
        shipper.lost();
        Declarations second = welcomed(shipper);

        assertThat(before).isEmpty();
        assertThat(first.getEdition()).isEqualTo(7);
        assertThat(first.getDeclarationsList())
                .extracting(each ->
                        each.getNamespace() + "/" + each.getJob() + " " + each.getSync() + " " + each.getFieldsJson())
                .containsExactly(
                        "default/close SYNC_CREATE {\"spec\":{\"timeout\":\"30s\"}}", "default/mail SYNC_ENFORCE {}");
        assertThat(second.getSequence()).isEqualTo(first.getSequence() + 1);
        assertThat(shipper.next(NOW)).isEmpty();
    }

    @Test
    void nothing_is_said_where_nothing_was_asked_for_or_nobody_listens() {
        assertThat(sent(shipper(null), ROOM)).isFalse();
        assertThat(sent(shipper(Sync.OFF, CLOSE), ROOM)).isFalse();
        assertThat(sent(shipper(null, CLOSE), 0)).isFalse();
        assertThat(sent(shipper(null, CLOSE), 5)).isFalse();
    }

    @Test
    void a_worker_that_was_told_to_declare_says_that_there_is_nothing_and_leaves_out_what_is_off() {
        assertThat(welcomed(shipper(Sync.CREATE)).getDeclarationsList()).isEmpty();
        assertThat(welcomed(shipper(Sync.ENFORCE, CLOSE, MAIL.sync(Sync.OFF))).getDeclarationsList())
                .extracting(io.carillon.protocol.v1.Declaration::getSync)
                .containsExactly(io.carillon.protocol.v1.Sync.SYNC_ENFORCE);
    }

    @Test
    void what_became_of_each_can_be_asked() {
        var shipper = shipper(null, CLOSE, MAIL);
        List<Declared> before = shipper.declared();
        long sequence = welcomed(shipper).getSequence();
        shipper.answered(
                answers(
                        sequence,
                        DeclarationAnswer.newBuilder()
                                .setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_DIFFERS)
                                .addDifferences(Difference.newBuilder()
                                        .setPointer("/spec/timeout")
                                        .setCodeJson("\"30s\"")),
                        DeclarationAnswer.newBuilder()
                                .setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_REFUSED)
                                .setCode("invalid-job")
                                .addMistakes(Mistake.newBuilder().setPointer("/spec/x"))),
                NOW);

        assertThat(before).extracting(Declared::outcome).containsOnly(Outcome.PENDING);
        assertThat(shipper.declared())
                .extracting(Declared::job, Declared::outcome, Declared::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("close", Outcome.DIFFERS, ""),
                        org.assertj.core.groups.Tuple.tuple("mail", Outcome.REFUSED, "invalid-job"));
        assertThat(shipper.declared().get(0).differences())
                .containsExactly(new Declared.Difference("/spec/timeout", "\"30s\"", ""));
        assertThat(shipper.declared().get(1).mistakes()).hasSize(1);
    }

    @Test
    void what_is_put_off_is_said_again_when_the_node_asks_for_it() {
        var shipper = shipper(null, CLOSE);
        long sequence = welcomed(shipper).getSequence();
        var later = DeclarationAnswer.newBuilder().setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_LATER);
        shipper.answered(
                answers(sequence, later).toBuilder().setRetryAfterMillis(5_000).build(), NOW);

        assertThat(shipper.declared()).extracting(Declared::outcome).containsExactly(Outcome.PENDING);
        assertThat(shipper.next(NOW.plusMillis(4_999))).isEmpty();
        assertThat(shipper.wakeUp()).contains(NOW.plusMillis(5_000));
        assertThat(shipper.next(NOW.plusMillis(5_000))).isPresent();
    }

    @Test
    void an_answer_to_something_else_means_nothing() {
        var shipper = shipper(null, CLOSE);
        long sequence = welcomed(shipper).getSequence();
        var created = DeclarationAnswer.newBuilder().setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_CREATED);
        shipper.answered(answers(sequence - 1, created), NOW);
        shipper.answered(answers(sequence, created, created), NOW);

        assertThat(shipper.declared()).extracting(Declared::outcome).containsExactly(Outcome.PENDING);
    }

    private static DeclarationShipper shipper(@Nullable Sync sync, JobDeclaration... jobs) {
        return new DeclarationShipper(new JobDeclarations(List.of(jobs), 7, sync));
    }

    private static boolean sent(DeclarationShipper shipper, int room) {
        shipper.welcomed(room, NOW);
        return shipper.next(NOW).isPresent();
    }

    private static Declarations welcomed(DeclarationShipper shipper) {
        shipper.welcomed(ROOM, NOW);
        return shipper.next(NOW).orElseThrow().getDeclarations();
    }

    private static DeclarationAnswers answers(long sequence, DeclarationAnswer.Builder... answers) {
        var frame = DeclarationAnswers.newBuilder().setSequence(sequence);
        for (var answer : answers) {
            frame.addAnswers(answer);
        }
        return frame.build();
    }
}
