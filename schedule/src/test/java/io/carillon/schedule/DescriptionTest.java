package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.CronDialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *              | Every minute                                               | 每分钟
            * * * * * ?            | Every second                                               | 每秒
            */10 * * * * ?         | Every 10 seconds                                           | 每 10 秒
            5 * * * * ?            | At second 5, every minute                                  | 每分钟，第 5 秒
            0 */5 * * * ?          | Every 5 minutes                                            | 每 5 分钟
            0 * * * *              | At minute 0, every hour                                    | 每小时，第 0 分
            5,35 * * * *           | At minutes 5 and 35, every hour                            | 每小时，第 5 分和第 35 分
            7/20 * * * *           | Every 20 minutes from 7 to 59, every hour                  | 每小时，第 7 分至第 59 分每 20 分钟
            0 */2 * * *            | At minute 0, every 2 hours                                 | 每 2 小时，第 0 分
            30 9-17 * * MON-FRI    | At minute 30, every hour from 09 to 17, from Monday to Friday | 每周一至周五，9 点至 17 点每小时，第 30 分
            */10 9,13 * * *        | Every 10 minutes, during hours 09 and 13                   | 9 点和 13 点，每 10 分钟
            30 2 * * *             | At 02:30, every day                                        | 每天，02:30
            15 30 2 * * ?          | At 02:30:15, every day                                     | 每天，02:30:15
            0 9,13,17 * * *        | At 09:00, 13:00 and 17:00, every day                       | 每天，09:00、13:00 和 17:00
            0 0 1,15 * *           | At 00:00, on the 1st and the 15th of the month             | 每月 1 日和 15 日，00:00
            0 0 */2 * *            | At 00:00, on every 2nd day from the 1st of the month       | 每月从 1 日起每 2 日，00:00
            0 0 1-5 * *            | At 00:00, on the 1st to the 5th of the month               | 每月 1 日至 5 日，00:00
            0 0 13 * FRI           | At 00:00, on the 13th of the month or on Friday            | 每月 13 日或每周五，00:00
            0 0 1 1 *              | At 00:00, on the 1st of the month, in January              | 1 月，每月 1 日，00:00
            0 0 1 */3 *            | At 00:00, on the 1st of the month, in January, April, July and October | 从 1 月起每 3 个月，每月 1 日，00:00
            0 0 * JUN-AUG SAT,SUN  | At 00:00, on Saturday and Sunday, from June to August      | 6 月至 8 月，每周六和每周日，00:00
            0 0 0 L * ?            | At 00:00, on the last day of the month                     | 每月最后一天，00:00
            0 0 0 L-3 * ?          | At 00:00, on the day 3 days before the last of the month   | 每月倒数第 4 天，00:00
            0 0 0 LW * ?           | At 00:00, on the last workday of the month                 | 每月最后一个工作日，00:00
            0 0 0 15W * ?          | At 00:00, on the workday nearest the 15th of the month     | 每月离 15 日最近的工作日，00:00
            0 0 0 ? * FRIL         | At 00:00, on the last Friday of the month                  | 每月最后一个周五，00:00
            0 0 0 ? * MON#2        | At 00:00, on the second Monday of the month                | 每月第 2 个周一，00:00
            0 0 0 1 1 ? 2030       | At 00:00, on the 1st of the month, in January, in 2030     | 2030 年，1 月，每月 1 日，00:00
            0 0 0 1 1 ? 2028-2034/3 | At 00:00, on the 1st of the month, in January, in every 3rd year from 2028 to 2034 | 2028 年至 2034 年每 3 年，1 月，每月 1 日，00:00
            @daily                 | At 00:00, every day                                        | 每天，00:00
            @every 1h30m           | Every 1 hour 30 minutes                                    | 每隔 1 小时 30 分钟
            """)
    void an_expression_is_described_in_english_and_chinese(String expression, String english, String chinese) {
        var cron = CronExpression.parse(expression, CronDialect.AUTO);

        assertThat(cron.describe(Language.ENGLISH)).isEqualTo(english);
        assertThat(cron.describe(Language.CHINESE)).isEqualTo(chinese);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 13 * FRI         | At 00:00, on the 13th of the month, but only on Friday     | 每月 13 日且须为周五，00:00
            """)
    void spring_wants_both_day_fields(String expression, String english, String chinese) {
        var cron = CronExpression.parse(expression, CronDialect.SPRING);

        assertThat(cron.describe(Language.ENGLISH)).isEqualTo(english);
        assertThat(cron.describe(Language.CHINESE)).isEqualTo(chinese);
    }
}
