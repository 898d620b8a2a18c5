package io.carillon.engine.log;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.util.List;

/**
 * Lines of one attempt that are kept together, in their order. Some may be missing between them.
 *
 * @param start how much the attempt had said before the first of them; no two blocks of an attempt start at the same place
 * @param end how much it had said after the last of them
 * @param said how many lines it had said by then; more than the number of the last line here where the last ones are missing
 * @param last whether the attempt says nothing after this
 */
public record LogBlock(RunId run, Token token, long start, long end, long said, boolean last, List<LogLine> lines) {

    public LogBlock {
        lines = List.copyOf(lines);
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("a block from " + start + " to " + end);
        }
        long number = 0;
        for (LogLine line : lines) {
            if (line.number() <= number) {
                throw new IllegalArgumentException("line " + line.number() + " stands behind line " + number);
            }
            number = line.number();
        }
        if (said < number) {
            throw new IllegalArgumentException("line " + number + " of " + said);
        }
    }

    public LogPosition position() {
        return new LogPosition(token, start, 0);
    }
}
