package io.carillon.client;

import io.carillon.protocol.v1.feed.FeedWire;
import org.jspecify.annotations.Nullable;

/** A stream to a node. What is heard on it comes to a listener, which is told of its end once. */
interface FeedLine {

    void send(FeedWire.Asked asked);

    /** Hears nothing more. */
    void hangUp();

    /** Opens a stream over a connection of its own. */
    interface Dialer {

        FeedLine dial(FeedAddress address, Listener listener);
    }

    interface Listener {

        void heard(FeedWire.Answered answered);

        void lost(Loss loss);
    }

    /** Why a line is gone. */
    record Loss(Kind kind, String reason, @Nullable Throwable cause) {

        enum Kind {
            /** It may be there again later, or another node may be. */
            PASSING,
            /** The node does not take this token. */
            UNAUTHENTICATED,
            /** What answers there is no node that takes batches. */
            STRANGE
        }
    }
}
