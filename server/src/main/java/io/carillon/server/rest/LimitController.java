package io.carillon.server.rest;

import io.carillon.model.ResourceKind;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Limits that jobs share. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}/limits")
class LimitController {

    private final Resources resources;

    LimitController(Resources resources) {
        this.resources = resources;
    }

    @GetMapping
    ResponseEntity<String> list(
            @PathVariable String ns, @RequestParam Optional<String> cursor, @RequestParam Optional<String> limit) {
        return resources.list(ResourceKind.LIMIT, ns, cursor, limit);
    }

    @GetMapping("/{name}")
    ResponseEntity<String> one(@PathVariable String ns, @PathVariable String name) {
        return resources.one(Resources.key(ResourceKind.LIMIT, ns, name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> put(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch,
            @RequestHeader(name = "If-None-Match", required = false) Optional<String> ifNoneMatch) {
        return resources.put(
                Resources.key(ResourceKind.LIMIT, ns, name), body.orElse(""), Expected.version(ifMatch, ifNoneMatch));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<String> delete(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        return resources.delete(Resources.key(ResourceKind.LIMIT, ns, name), Expected.version(ifMatch));
    }
}
