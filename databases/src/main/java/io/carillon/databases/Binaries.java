package io.carillon.databases;

import io.carillon.databases.process.Directories;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** Unpacks what comes as a jar, once for a machine: beside the temporary files, where the next start finds it. */
final class Binaries {

    private Binaries() {}

    /** Puts a product's files into an empty directory. */
    interface Unpacking {

        void into(Path directory) throws IOException;
    }

    /** Two that unpack at once both do; whoever is first has the place. */
    static synchronized Path of(String name, Unpacking unpacking) {
        Path place = Path.of(System.getProperty("java.io.tmpdir"), "carillon-" + System.getProperty("user.name"), name);
        if (Files.isDirectory(place)) {
            return place;
        }
        try {
            Files.createDirectories(place.getParent());
            Path draft = Files.createTempDirectory(place.getParent(), name);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpacking.into(draft);
            moveUnlessThere(draft, place);
            return place;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " can't be unpacked into " + place, failure);
        }
    }

    /** The servers that come as jars are built for one kind of machine. */
    static URL resource(String name) {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!machine.equals("Linux amd64")) {
            throw new IllegalStateException("database servers come for Linux on amd64, and this is " + machine);
        }
        URL resource = Binaries.class.getResource(name);
        if (resource == null) {
            throw new IllegalStateException("there is no " + name + " on the class path");
        }
        return resource;
    }

    /** Makes a stream of what was compressed one of what it was. */
    interface Decompressing {

        InputStream of(InputStream compressed) throws IOException;
    }

    static void untar(URL packed, Decompressing decompressing, Path directory) throws IOException {
        try (var in = packed.openStream();
                var tar = new TarArchiveInputStream(decompressing.of(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = inside(directory, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(target.getParent());
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    write(tar, target, (entry.getMode() & 0100) != 0);
                }
            }
        }
    }

    /** Takes the part of a jar that lies under a folder. */
    static void unzip(InputStream packed, String folder, Path directory) throws IOException {
        try (var zip = new ZipArchiveInputStream(new BufferedInputStream(packed))) {
            for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
                    String name = entry.getName().substring(folder.length());
                    write(zip, inside(directory, name), name.startsWith("bin/"));
                }
            }
        }
    }

    private static void moveUnlessThere(Path draft, Path place) throws IOException {
        try {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            if (!Files.isDirectory(place)) {
                throw failure;
            }
            Directories.delete(draft);
        }
    }

    private static void write(InputStream in, Path target, boolean executable) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(in, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static Path inside(Path directory, String name) {
        Path target = directory.resolve(name).normalize();
        if (!target.startsWith(directory)) {
            throw new IllegalStateException("an archive names " + name + ", which lies outside of it");
        }
        return target;
    }
}
