package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last landmark in the data directory for the next process. Without it a node works as well, and does not notice a database
 * that went back while no node ran; so what goes wrong here is told and stops nobody.
 */
final class LandmarkFile {

    private static final Logger log = LoggerFactory.getLogger(LandmarkFile.class);

    private final Path file;
    private boolean failed;

    LandmarkFile(Path directory) {
        this(directory, Place.ONLY);
    }

    /** That of one of the databases of a cluster. */
    LandmarkFile(Path directory, Place place) {
        this.file = directory.resolve(place.isFirst() ? "landmark" : "landmark-" + (place.number() + 1));
    }

    Optional<Landmark> read() {
        try {
            return Files.exists(file) ? Landmark.parse(Files.readString(file, UTF_8)) : Optional.empty();
        } catch (IOException failure) {
            tell(failure);
            return Optional.empty();
        }
    }

    void write(Landmark landmark) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, landmark.text(), UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            failed = false;
        } catch (IOException failure) {
            tell(failure);
        }
    }

    private void tell(IOException failure) {
        if (!failed) {
            log.warn("event=landmark-failed file={} reason=\"{}\"", file, failure.getMessage());
        }
        failed = true;
    }
}
