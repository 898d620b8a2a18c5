package io.carillon.schedule.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.CronExpression;
import io.carillon.schedule.ScheduleException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random expressions, zones and starts, asked of us and of Quartz, Spring and cron-utils. A case counts when at least two
 * others read the expression and agree, and when neither the start nor an answer is near a change of the clocks, where
 * each library has a rule of its own. {@code -Dcarillon.schedule.cases} and {@code -Dcarillon.schedule.seed} ask for more.
 */
class OraclesTest {

    private static final int CASES = Integer.getInteger("carillon.schedule.cases", 100_000);
    private static final long SEED = Long.getLong("carillon.schedule.seed", 3L);
    private static final int STARTS_PER_EXPRESSION = 16;
    private static final Duration NEAR = Duration.ofHours(25);

    private static final long FIRST_START =
            Instant.parse("1971-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_START = Instant.parse("2099-12-31T00:00:00Z").getEpochSecond();

    private final Random random = new Random(SEED);
    /** Without what another test adds, so that a seed always means the same zones. */
    private final List<ZoneId> zones = new TreeSet<>(ZoneId.getAvailableZoneIds())
            .stream().filter(id -> !id.startsWith("Carillon")).map(ZoneId::of).toList();

    private int agreed;
    private int disputed;
    private int nearChange;
    private int unread;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void we_agree_wherever_the_others_agree_with_each_other() {
        var expressions = new RandomCron(random);

        while (agreed < CASES && wrong.size() < 20) {
            compare(expressions.next());
        }

        System.out.println("seed " + SEED + ": agreed " + agreed + ", disputed among the others " + disputed
                + ", near a change of the clocks " + nearChange + ", expressions not read " + unread);
        assertThat(wrong).isEmpty();
        assertThat(disputed).isLessThan(CASES / 10);
    }

    private void compare(RandomCron.Sample sample) {
        var oracles = read(sample);
        Optional<CronExpression> ours = readByUs(sample);
        if (ours.isEmpty() || oracles.size() < 2) {
            unread++;
            return;
        }
        for (int i = 0; i < STARTS_PER_EXPRESSION; i++) {
            compare(sample, ours.get(), oracles, start(), zones.get(random.nextInt(zones.size())));
        }
    }

    private void compare(
            RandomCron.Sample sample, CronExpression ours, List<Oracle> oracles, Instant start, ZoneId zone) {
        Set<Optional<Instant>> answers = new LinkedHashSet<>();
        for (Oracle oracle : oracles) {
            answers.add(oracle.next(start, zone));
        }
        Optional<Instant> answer = Optional.ofNullable(ours.next(start, zone));
        if (answers.size() > 1) {
            disputed++;
        } else if (isNearChange(zone, start, answer, answers)) {
            nearChange++;
        } else if (answers.contains(answer)) {
            agreed++;
        } else {
            wrong.add(sample.expression() + " " + sample.dialect() + " " + zone + " after " + start + ": " + answer
                    + " and not " + answers);
        }
    }

    private static boolean isNearChange(
            ZoneId zone, Instant start, Optional<Instant> answer, Set<Optional<Instant>> answers) {
        ZoneRules rules = zone.getRules();
        return isNearChange(rules, start)
                || answer.filter(instant -> isNearChange(rules, instant)).isPresent()
                || answers.stream().flatMap(Optional::stream).anyMatch(instant -> isNearChange(rules, instant));
    }

    private static boolean isNearChange(ZoneRules rules, Instant instant) {
        var change = rules.nextTransition(instant.minus(NEAR));
        return change != null && change.getInstant().isBefore(instant.plus(NEAR));
    }

    /** Some libraries refuse what others read. */
    private static List<Oracle> read(RandomCron.Sample sample) {
        List<Oracle> oracles = new ArrayList<>();
        for (var oracle : sample.oracles()) {
            try {
                oracles.add(oracle.get());
            } catch (IllegalArgumentException refusal) {
                System.out.println(
                        "UNREAD " + sample.expression() + " " + sample.dialect() + " " + refusal.getMessage());
                assertThat(refusal).isNotNull();
            }
        }
        return oracles;
    }

    private static Optional<CronExpression> readByUs(RandomCron.Sample sample) {
        try {
            return Optional.of(CronExpression.parse(sample.expression(), sample.dialect()));
        } catch (ScheduleException refusal) {
            assertThat(refusal.code()).as(sample.expression()).isEqualTo("never-fires");
            return Optional.empty();
        }
    }

    private Instant start() {
        long second = random.nextLong(FIRST_START, LAST_START);
        if (random.nextInt(4) > 0) {
            return Instant.ofEpochSecond(second);
        }
        int year = 1971 + random.nextInt(128);
        String edge = random.nextBoolean() ? "-12-31T23:59:59Z" : "-02-28T12:00:00Z";
        return Instant.parse(year + edge).plusSeconds(random.nextInt(3));
    }
}
