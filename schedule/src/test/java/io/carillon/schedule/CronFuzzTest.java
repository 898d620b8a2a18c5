package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is typed, the parser either reads it or refuses it in its own words; and what it reads can be asked. */
class CronFuzzTest {

    private static final String ALPHABET = " \t*/,-?#LWH()0123456789@MONFRIJAevrysmhd.\u00e9\u4e00\u0000";
    private static final int TEXTS = Integer.getInteger("carillon.schedule.texts", 20_000);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Test
    void noise_is_refused_in_the_parsers_own_words() {
        var random = new Random(20_270_101);

        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            read += isRead(noise(random, random.nextInt(40))) ? 1 : 0;
        }

        assertThat(read).isLessThan(TEXTS / 100);
    }

    @Test
    void an_expression_with_wounds_is_read_or_refused() {
        var random = new Random(20_270_102);
        String[] sound = {
            "*/15 9-17 1,15 JAN-JUN MON-FRI",
            "0 0 12 LW * ? 2030/2",
            "0 0 0 ? * MON#2,FRIL",
            "@every 1h30m",
            "H H(0-7) * * *",
            "0 30 10 15W 1-12/3 ?",
            "0 0 0 L-3 2 ?"
        };

        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            read += isRead(wounded(sound[random.nextInt(sound.length)], random)) ? 1 : 0;
        }

        assertThat(read).isBetween(TEXTS / 50, TEXTS / 2);
    }

    @Test
    void what_costs_most_is_read_or_refused_too() {
        var random = new Random(20_270_103);

        int read = 0;
        for (int i = 0; i < TEXTS / 20; i++) {
            read += isRead(repeated(random)) ? 1 : 0;
        }

        assertThat(read).isBetween(TEXTS / 1_000, TEXTS / 200);
    }

    /** As long as a text may be, and made of what costs most: terms that depend on the month. */
    private static String repeated(Random random) {
        String[] terms = {
            "L-30,", "31W,", "30W,", "LW,", "H,", "*/7,", "1-31/2,", "H(1-28)/3,", "MON#5,", "FRIL,", "5-2,"
        };
        StringBuilder text = new StringBuilder("0 0 0 ");
        String term = terms[random.nextInt(terms.length)];
        while (text.length() < 480) {
            text.append(random.nextInt(8) == 0 ? terms[random.nextInt(terms.length)] : term);
        }
        text.setLength(text.length() - 1);
        String[] months = {"2", "2,4", "4,6,9,11", "*", "*/5"};
        String[] ends = {" ?", " *", " MON", " MON#5", ""};
        return text + " " + months[random.nextInt(months.length)] + ends[random.nextInt(ends.length)];
    }

    private static boolean isRead(String expression) {
        for (CronDialect dialect : CronDialect.values()) {
            try {
                var cron = CronExpression.parse(expression, dialect);
                cron.next(Instant.EPOCH, ZONE);
                assertThat(cron.describe(Language.ENGLISH)).isNotBlank();
                assertThat(cron.describe(Language.CHINESE)).isNotBlank();
                return true;
            } catch (ScheduleException refusal) {
                assertThat(refusal.getMessage()).isNotBlank();
                assertThat(refusal.position()).isBetween(-1, expression.length());
            }
        }
        return false;
    }

    private static String noise(Random random, int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return noise.toString();
    }

    private static String wounded(String sound, Random random) {
        StringBuilder text = new StringBuilder(sound);
        for (int wounds = 1 + random.nextInt(3); wounds > 0 && !text.isEmpty(); wounds--) {
            int place = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(place, c);
                case 1 -> text.insert(place, c);
                default -> text.deleteCharAt(place);
            }
        }
        return text.toString();
    }
}
