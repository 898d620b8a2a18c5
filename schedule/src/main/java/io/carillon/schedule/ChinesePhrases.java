package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Chinese. */
record ChinesePhrases() implements TriggerPhrases {

    @Override
    public String separator() {
        return "；";
    }

    @Override
    public String inZone(String words, ZoneId zone) {
        return words + "（" + zone.getId() + "）";
    }

    @Override
    public String every(Duration period) {
        return ChineseWords.describe(new CronBody.Interval(period));
    }

    @Override
    public String within(String rate, DailyWindow window) {
        return ChineseWords.weekdays(window.days()) + "，" + window.from() + " 至 " + window.to() + "，" + rate;
    }

    @Override
    public String delay(Duration pause) {
        return "上次运行结束后 " + spaced(pause);
    }

    @Override
    public String once(Instant instant) {
        return "一次，" + instant;
    }

    @Override
    public String gap(ClockChanges.Gap gap) {
        return switch (gap) {
            case NEXT -> "被时钟跳过的时刻在跳过之后立即触发";
            case SKIP -> "被时钟跳过的时刻不触发";
        };
    }

    @Override
    public String overlap(ClockChanges.Twice overlap) {
        return switch (overlap) {
            case FIRST -> "时钟两次显示的时刻只在第一次触发";
            case BOTH -> "时钟两次显示的时刻两次都触发";
        };
    }

    @Override
    public String calendar(CalendarUse use) {
        String days = "遇日历“" + use.name() + "”排除的日子";
        return switch (use.onHoliday()) {
            case SKIP -> days + "则不触发";
            case NEXT -> days + "则顺延到下一个有效日的同一时刻";
            case PREVIOUS -> days + "则提前到上一个有效日的同一时刻";
        };
    }

    @Override
    public String start(Instant start) {
        return "从 " + start + " 起";
    }

    @Override
    public String end(Instant end) {
        return "到 " + end + " 止";
    }

    @Override
    public String atMost(int count) {
        return "最多 " + count + " 次";
    }

    @Override
    public String jitter(Duration jitter) {
        return "每次最多推迟 " + spaced(jitter);
    }

    private static String spaced(Duration span) {
        return ChineseWords.spaced(ChineseWords.span(span));
    }
}
