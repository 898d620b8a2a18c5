package io.carillon.server.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Answers a request that never reaches a controller. */
public final class ErrorResponses {

    private ErrorResponses() {}

    public static void send(HttpServletResponse response, HttpStatus status, String code, String detail)
            throws IOException {
        byte[] body = ProblemDocument.of(status, code, detail, List.of()).text().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status.value());
        response.setContentType(ProblemDocument.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
