package io.carillon.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.Sequel;
import io.carillon.store.stored.StoredPage;

/** Runs that succeeded and are stored together, in the order of their ids. Each is read for itself. */
final class Page {

    private static final int SUCCEEDED = StatusCode.of(RunStatus.SUCCEEDED);

    private final Heads heads;
    private final int[] ends;
    private final ByteString bodies;

    private Page(Heads heads, StoredPage stored) throws UnreadableRowException {
        this.heads = heads;
        this.bodies = stored.getBodies();
        this.ends = new int[heads.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end = Math.addExact(end, Math.max(0, stored.getLengths(i)));
            ends[i] = end;
        }
        if (end != bodies.size()) {
            throw new UnreadableRowException("runs of " + end + " bytes stand in " + bodies.size());
        }
    }

    static Page read(long id, byte[] body) throws UnreadableRowException {
        try {
            StoredPage stored = StoredPage.parseFrom(body);
            return new Page(Heads.of(id, stored), stored);
        } catch (InvalidProtocolBufferException | IndexOutOfBoundsException | ArithmeticException reason) {
            throw new UnreadableRowException(reason);
        }
    }

    Heads heads() {
        return heads;
    }

    /** The run at a place. */
    Run run(int place, Sequel sequel) throws UnreadableRowException {
        var head = new RunBody.Head(
                new RunId(heads.id(place)),
                heads.job(place),
                SUCCEEDED,
                Micros.toInstant(heads.scheduledAt(place)),
                sequel);
        int from = place == 0 ? 0 : ends[place - 1];
        return RunBody.read(head, bodies.substring(from, ends[place]).toByteArray());
    }
}
