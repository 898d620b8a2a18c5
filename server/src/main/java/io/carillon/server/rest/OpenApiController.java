package io.carillon.server.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** This interface, as programs read it. The document is written by hand, and a test holds it to the routes. */
@RestController
class OpenApiController {

    private final String document;

    OpenApiController() throws IOException {
        try (InputStream resource = OpenApiController.class.getResourceAsStream("/openapi.json")) {
            if (resource == null) {
                throw new IllegalStateException("openapi.json is not in this build");
            }
            this.document = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @GetMapping("/api/v1/openapi.json")
    ResponseEntity<String> openapi() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
    }
}
