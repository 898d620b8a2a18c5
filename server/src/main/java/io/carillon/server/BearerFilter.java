package io.carillon.server;

import io.carillon.gateway.CallbackKeys;
import io.carillon.server.rest.CallbackController;
import io.carillon.server.rest.ErrorResponses;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses every request without a token, before anything else looks at it. There is no list of exceptions: a callback has its token in its
 * address, where most of those who call back can put one.
 */
final class BearerFilter extends OncePerRequestFilter {

    private static final Pattern CALLBACK = Pattern.compile("/api/v1/namespaces/[^/]+/callbacks/([^/]+)");

    private final AdminToken token;
    private final CallbackKeys callbacks;

    BearerFilter(AdminToken token, CallbackKeys callbacks) {
        this.token = token;
        this.callbacks = callbacks;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Matcher callback = CALLBACK.matcher(request.getRequestURI());
        if (callback.matches()) {
            Optional<CallbackKeys.Caller> caller = callbacks.callerOf(callback.group(1));
            if (caller.isPresent()) {
                request.setAttribute(CallbackController.CALLER, caller.get());
                chain.doFilter(request, response);
            } else {
                ErrorResponses.send(
                        response, HttpStatus.UNAUTHORIZED, "unauthorized", "the token in this address is not valid");
            }
            return;
        }
        if (token.matches(request.getHeader("Authorization"))) {
            chain.doFilter(request, response);
            return;
        }
        String detail = request.getHeader("Authorization") == null
                ? "send the header 'Authorization: Bearer TOKEN'"
                : "this token is not valid";
        response.setHeader("WWW-Authenticate", "Bearer");
        ErrorResponses.send(response, HttpStatus.UNAUTHORIZED, "unauthorized", detail);
    }
}
