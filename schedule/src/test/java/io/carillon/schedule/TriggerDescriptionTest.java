package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Problem;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.job.TriggerReader;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerDescriptionTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "cron": "30 2 * * *", "zone": "Asia/Shanghai" | At 02:30, every day (Asia/Shanghai) | 每天，02:30（Asia/Shanghai）
            "cron": "@every 90s" | Every 1 minute 30 seconds | 每隔 1 分钟 30 秒
            "cron": "30 2 * * *", "gap": "skip", "overlap": "both" | At 02:30, every day (UTC); a time that the clock leaps over doesn't fire; a time that the clock shows twice fires both times | 每天，02:30（UTC）；被时钟跳过的时刻不触发；时钟两次显示的时刻两次都触发
            "cron": "30 2 * * *", "gap": "next", "overlap": "first" | At 02:30, every day (UTC); a time that the clock leaps over fires right after the gap; a time that the clock shows twice fires the first time | 每天，02:30（UTC）；被时钟跳过的时刻在跳过之后立即触发；时钟两次显示的时刻只在第一次触发
            "every": "30s" | Every 30 seconds | 每隔 30 秒
            "every": "10m", "zone": "Asia/Shanghai", "window": {"from": "09:00", "to": "17:30", "days": ["monday", "tuesday", "wednesday", "thursday", "friday"]} | Every 10 minutes from 09:00 to 17:30, from Monday to Friday (Asia/Shanghai) | 每周一至周五，09:00 至 17:30，每隔 10 分钟（Asia/Shanghai）
            "every": "1h", "window": {"from": "22:00", "to": "06:00", "days": ["monday", "sunday"]} | Every 1 hour from 22:00 to 06:00, on Monday and Sunday (UTC) | 每周一和周日，22:00 至 06:00，每隔 1 小时（UTC）
            "every": "1h", "window": {"from": "22:00", "to": "06:00"} | Every 1 hour from 22:00 to 06:00, every day (UTC) | 每天，22:00 至 06:00，每隔 1 小时（UTC）
            "delay": "90s" | 1 minute 30 seconds after the end of the previous run | 上次运行结束后 1 分钟 30 秒
            "at": "2027-01-01T00:00:00Z" | Once, at 2027-01-01T00:00:00Z | 一次，2027-01-01T00:00:00Z
            "every": "1d", "calendar": "cn" | Every 1 day; on a day that calendar 'cn' leaves out, not at all | 每隔 1 天；遇日历“cn”排除的日子则不触发
            "every": "1d", "calendar": "cn", "onHoliday": "next" | Every 1 day; on a day that calendar 'cn' leaves out, at the same time of the next day that counts | 每隔 1 天；遇日历“cn”排除的日子则顺延到下一个有效日的同一时刻
            "every": "1d", "calendar": "cn", "onHoliday": "previous" | Every 1 day; on a day that calendar 'cn' leaves out, at the same time of the last day before that counts | 每隔 1 天；遇日历“cn”排除的日子则提前到上一个有效日的同一时刻
            "every": "1d", "start": "2027-01-01T00:00:00Z", "end": "2027-02-01T00:00:00Z", "maxCount": 3, "jitter": "10m" | Every 1 day; from 2027-01-01T00:00:00Z on; until 2027-02-01T00:00:00Z; at most 3 times; each up to 10 minutes later | 每隔 1 天；从 2027-01-01T00:00:00Z 起；到 2027-02-01T00:00:00Z 止；最多 3 次；每次最多推迟 10 分钟
            "every": "1d", "maxCount": 1 | Every 1 day; once | 每隔 1 天；最多 1 次
            """)
    void a_trigger_is_described_in_english_and_chinese(String members, String english, String chinese) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(Json.parse("{" + members + "}"), "", problems);

        var trigger = TriggerReader.read(reader).orElseThrow();

        assertThat(problems).isEmpty();
        assertThat(Descriptions.of(trigger, Language.ENGLISH)).isEqualTo(english);
        assertThat(Descriptions.of(trigger, Language.CHINESE)).isEqualTo(chinese);
    }
}
