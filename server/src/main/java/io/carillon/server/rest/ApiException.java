package io.carillon.server.rest;

import io.carillon.engine.Reply;
import io.carillon.gateway.Refusals;
import io.carillon.model.Problem;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is answered with a problem document. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final String code;
    private final transient List<Problem> problems;

    ApiException(HttpStatus status, String code, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    ApiException(HttpStatus status, String code, String message) {
        this(status, code, message, List.of());
    }

    static ApiException notFound(String code, String message) {
        return new ApiException(HttpStatus.NOT_FOUND, code, message);
    }

    static ApiException invalid(String code, String message, List<Problem> problems) {
        return new ApiException(HttpStatus.UNPROCESSABLE_CONTENT, code, message, problems);
    }

    /** One parameter of the address that can't be read. */
    static ApiException badParameter(String name, String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "invalid-parameter", "parameter '" + name + "': " + message);
    }

    static ApiException refused(Reply.Refused refused) {
        HttpStatus status = HttpStatus.valueOf(Refusals.status(refused.kind()));
        return new ApiException(status, refused.code(), refused.message(), refused.problems());
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    List<Problem> problems() {
        return problems;
    }
}
