package io.carillon.chaos.check;

import java.util.List;

/** One of the things that must be true of a history. */
interface Check {

    List<Violation> violations(History history);
}
