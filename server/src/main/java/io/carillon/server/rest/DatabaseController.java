package io.carillon.server.rest;

import io.carillon.model.json.Json;
import io.carillon.server.node.Node;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What only an operator can decide about the database. */
@RestController
@RequestMapping("/api/v1")
class DatabaseController {

    private final Node node;

    DatabaseController(Node node) {
        this.node = node;
    }

    /** A database that was restored to an earlier point in time is what it holds from now on. */
    @PostMapping("/database:accept")
    ResponseEntity<String> accept() {
        String reason = node.restored()
                .orElseThrow(() -> new ApiException(
                        HttpStatus.CONFLICT,
                        "not-restored",
                        "the database has not gone back: there is nothing to accept"));
        node.acceptRestored();
        return Answers.ok(Json.object().put("accepted", reason).build());
    }
}
