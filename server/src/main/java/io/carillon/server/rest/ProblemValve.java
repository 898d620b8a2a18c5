package io.carillon.server.rest;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Answers what the HTTP server itself refuses: no page, and nothing about the server. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        boolean answered = response.getContentWritten() > 0;
        if (status == null || !status.isError() || answered || !response.setErrorReported()) {
            return;
        }
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = "the request can't be taken: " + status.getReasonPhrase();
        try {
            response.setContentType(ProblemDocument.MEDIA_TYPE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(ProblemDocument.of(status, code, detail, List.of()).text());
                response.finishResponse();
            }
        } catch (IOException gone) {
            // Whoever asked is not there any more.
        }
    }
}
