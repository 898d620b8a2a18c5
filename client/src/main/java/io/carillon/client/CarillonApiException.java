package io.carillon.client;

import io.carillon.model.Problem;
import java.util.List;

/** The server refused a request and said why, as RFC 9457 has it. */
public final class CarillonApiException extends CarillonClientException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    CarillonApiException(Refusal refusal) {
        super(refusal.detail().isEmpty() ? refusal.title() : refusal.title() + ": " + refusal.detail());
        this.refusal = refusal;
    }

    /** The HTTP status. */
    public int status() {
        return refusal.status();
    }

    /** What kind of refusal, stable for programs. */
    public String code() {
        return refusal.code();
    }

    public String title() {
        return refusal.title();
    }

    /** More for people; may be empty. */
    public String detail() {
        return refusal.detail();
    }

    /** What is wrong with the document that was sent, place by place; empty when the refusal is about something else. */
    public List<Problem> errors() {
        return refusal.errors();
    }
}
