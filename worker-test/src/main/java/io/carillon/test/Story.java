package io.carillon.test;

import io.carillon.client.AttemptView;
import io.carillon.client.RunErrorView;
import io.carillon.client.RunView;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Tells a run to whoever looks at a test that has failed. */
final class Story {

    private final TestRun run;
    private final StringJoiner text = new StringJoiner("\n  ");

    Story(TestRun run) {
        this.run = run;
    }

    String text() {
        RunView view = run.view();
        text.add("run " + view.id() + " of " + view.job() + ": " + view.state() + some(" ", view.reason()));
        text.add("scheduled " + view.times().scheduledAt()
                + some(", started ", view.times().startedAt())
                + some(", finished ", view.times().finishedAt()));
        line("why: ", run.why());
        view.attempts().forEach(this::attempt);
        if (view.attempt() > view.attempts().size()) {
            text.add("attempt " + view.attempt() + some(" on ", view.where().worker()));
        }
        line("error: ", view.error() == null ? null : said(view.error()));
        line(
                "result: ",
                view.document().get("result").map(result -> result.text()).orElse(null));
        line("progress: ", view.progress());
        run.log().forEach(line -> text.add("| " + line));
        return text.toString();
    }

    private void attempt(AttemptView attempt) {
        text.add("attempt " + attempt.attempt() + some(" on ", attempt.worker()) + some(", ended ", attempt.endedAt())
                + some(": ", attempt.error() == null ? null : said(attempt.error())));
    }

    private void line(String before, @Nullable Object value) {
        if (value != null) {
            text.add(before + value);
        }
    }

    private static String said(RunErrorView error) {
        return error.code() + ": " + error.message();
    }

    private static String some(String before, @Nullable Object value) {
        return value == null ? "" : before + value;
    }
}
