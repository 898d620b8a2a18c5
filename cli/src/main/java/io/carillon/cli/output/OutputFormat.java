package io.carillon.cli.output;

/** The form of what a command prints. */
public enum OutputFormat {
    /** For people. Programs should not read it: columns may come and go. */
    TABLE,
    JSON,
    YAML
}
