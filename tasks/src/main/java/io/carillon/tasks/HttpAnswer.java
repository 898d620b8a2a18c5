package io.carillon.tasks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * What came back, with the beginning of its body.
 *
 * @param call which one was answered, after all redirects
 * @param location where it sends its reader on to
 * @param complete whether that is all of the body
 */
record HttpAnswer(HttpCall call, int status, Optional<String> location, CapturedText body, boolean complete) {

    static final int KEPT_BYTES = 64 << 10;

    /** A body that is longer is not read to its end. */
    static final int READ_BYTES = 1 << 20;

    private static final int CHUNK = 8 << 10;
    private static final Pattern CHARSET = Pattern.compile("(?i).*;\\s*charset=\"?([^\\s;\"]+).*");

    /** The beginning of a body, and how much more of it was seen. */
    private record Beginning(ByteArrayOutputStream kept, boolean whole) {}

    static HttpAnswer read(HttpCall call, ClassicHttpResponse response) throws IOException {
        var entity = response.getEntity();
        var beginning =
                entity == null ? new Beginning(new ByteArrayOutputStream(), true) : beginning(entity.getContent());
        var body = CapturedText.of(beginning.kept().toByteArray(), charset(response));
        return new HttpAnswer(
                call,
                response.getCode(),
                header(response, HttpHeaders.LOCATION),
                body,
                beginning.whole() && !body.cut());
    }

    boolean isRedirect() {
        return HttpCall.isRedirect(status) && location.isPresent();
    }

    private static Beginning beginning(InputStream in) throws IOException {
        var kept = new ByteArrayOutputStream();
        var chunk = new byte[CHUNK];
        long read = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            kept.write(chunk, 0, Math.min(count, KEPT_BYTES - kept.size()));
            read += count;
            if (read > READ_BYTES) {
                break;
            }
        }
        return new Beginning(kept, read == kept.size());
    }

    private static Charset charset(ClassicHttpResponse response) {
        var form = CHARSET.matcher(header(response, HttpHeaders.CONTENT_TYPE).orElse(""));
        try {
            return form.matches() ? Charset.forName(form.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }
}
