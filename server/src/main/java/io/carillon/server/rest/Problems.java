package io.carillon.server.rest;

import io.carillon.engine.StoreException;
import io.carillon.model.Problem;
import io.carillon.model.json.JsonException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** The one place where errors become answers. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(ApiException refused) {
        return answer(refused.status(), refused.code(), String.valueOf(refused.getMessage()), refused);
    }

    @ExceptionHandler
    ResponseEntity<Object> notJson(JsonException malformed) {
        return answer(HttpStatus.BAD_REQUEST, "not-json", "the body is not JSON: " + malformed.getMessage(), null);
    }

    @ExceptionHandler
    ResponseEntity<Object> store(StoreException broken) {
        log.warn("event=read-failed code={} reason=\"{}\"", broken.code(), broken.getMessage());
        return answer(HttpStatus.SERVICE_UNAVAILABLE, "store-unavailable", "the database does not answer", null);
    }

    /** A bug of ours: the cause goes to the log, not to whoever is on the other side. */
    @ExceptionHandler
    ResponseEntity<Object> bug(Exception unexpected) {
        log.error("event=request-failed", unexpected);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "something went wrong here; see the log", null);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception cause, @Nullable Object body, HttpHeaders headers, HttpStatusCode code, WebRequest request) {
        HttpStatus status = HttpStatus.valueOf(code.value());
        String stable = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = cause.getMessage() == null ? status.getReasonPhrase() : cause.getMessage();
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.parseMediaType(ProblemDocument.MEDIA_TYPE))
                .body(ProblemDocument.of(status, stable, detail, List.of()).text());
    }

    private static ResponseEntity<Object> answer(
            HttpStatus status, String code, String detail, @Nullable ApiException cause) {
        var problems = cause == null ? List.<Problem>of() : cause.problems();
        return ResponseEntity.status(status)
                .contentType(MediaType.parseMediaType(ProblemDocument.MEDIA_TYPE))
                .body(ProblemDocument.of(status, code, detail, problems).text());
    }
}
