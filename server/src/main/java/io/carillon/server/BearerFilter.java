package io.carillon.server;

import io.carillon.server.rest.ErrorResponses;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses every request without the token, before anything else looks at it. There is no list of exceptions. */
final class BearerFilter extends OncePerRequestFilter {

    private final AdminToken token;

    BearerFilter(AdminToken token) {
        this.token = token;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
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
