package io.carillon.tasks;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a body, and stops reading one that has no end. */
final class BodySink implements BodySubscriber<BodySink.Body> {

    static final int KEPT_BYTES = 64 << 10;
    static final int READ_BYTES = 1 << 20;

    /** What was kept, and whether there was more. */
    record Body(ByteArrayOutputStream kept, boolean truncated) {

        byte[] bytes() {
            return kept.toByteArray();
        }
    }

    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long read;
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            read += buffer.remaining();
            var part = new byte[Math.min(buffer.remaining(), KEPT_BYTES - kept.size())];
            buffer.get(part);
            kept.writeBytes(part);
        }
        if (read > READ_BYTES && subscription != null) {
            onComplete();
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(new Body(kept, read > kept.size()));
    }
}
