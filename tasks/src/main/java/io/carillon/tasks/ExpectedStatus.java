package io.carillon.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The answers that count as success: {@code 204}, {@code "200-299"}, or a list of such. */
record ExpectedStatus(List<Range> ranges) {

    static final ExpectedStatus SUCCESS = new ExpectedStatus(List.of(new Range(200, 299)));

    private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

    record Range(int from, int to) {

        @Override
        public String toString() {
            return from == to ? String.valueOf(from) : from + "-" + to;
        }
    }

    static ExpectedStatus read(JsonNode value) {
        var ranges = new ArrayList<Range>();
        if (value.isArray()) {
            value.values().forEach(one -> ranges.add(range(one)));
        } else {
            ranges.add(range(value));
        }
        if (ranges.isEmpty()) {
            throw new InvalidSettingsException("expect", "is an empty list");
        }
        return new ExpectedStatus(List.copyOf(ranges));
    }

    private static Range range(JsonNode value) {
        if (value.isString() || value.isIntegralNumber()) {
            var form = RANGE.matcher(value.asString());
            if (form.matches()) {
                int from = Integer.parseInt(form.group(1));
                int to = form.group(2) == null ? from : Integer.parseInt(form.group(2));
                if (from <= to) {
                    return new Range(from, to);
                }
            }
        }
        throw new InvalidSettingsException(
                "expect", "is not a status such as 204, a range such as \"200-299\", or a list of them");
    }

    boolean includes(int status) {
        return ranges.stream().anyMatch(range -> range.from() <= status && status <= range.to());
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(", "));
    }
}
