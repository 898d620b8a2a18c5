package io.carillon.benchmarks.beside;

import java.util.List;

/**
 * One trial of one entrant, as its process and the database tell of it.
 *
 * @param database the processor time of the database while the runs ran, in microseconds
 */
record Round(Entrant entrant, Trial trial, String product, List<String> settings, Measured measured, long database) {

    double recordedPerSecond() {
        return measured.began() * 1_000_000.0 / measured.recorded();
    }

    double fedPerSecond() {
        return trial.runs() * 1_000_000.0 / measured.fed();
    }
}
