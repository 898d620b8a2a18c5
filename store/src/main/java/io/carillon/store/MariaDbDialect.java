package io.carillon.store;

import java.util.Map;

/** MariaDB. */
final class MariaDbDialect extends InnoDbDialect {

    private static final Map<String, String> WORDS = words("IF NOT EXISTS");

    /** The session's isolation is READ COMMITTED, so that a search locks what it finds and not what lies between. */
    @Override
    public String beginWriting() {
        return "START TRANSACTION READ WRITE";
    }

    @Override
    public Map<String, String> words() {
        return WORDS;
    }

    @Override
    public Bulk bulk() {
        return new ReturningDeletes();
    }
}
