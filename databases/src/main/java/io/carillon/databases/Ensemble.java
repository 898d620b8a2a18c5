package io.carillon.databases;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers that keep one list together, and do so as long as most of them are there. */
public final class Ensemble implements AutoCloseable {

    private final List<ListServer> members;

    private Ensemble(List<? extends ListServer> members) {
        this.members = List.copyOf(members);
    }

    static Ensemble start(List<? extends ListServer> members) {
        var ensemble = new Ensemble(members);
        try {
            ensemble.mend();
        } catch (RuntimeException failed) {
            ensemble.close();
            throw failed;
        }
        return ensemble;
    }

    public List<ListServer> members() {
        return members;
    }

    /** How a node is told of all of them; without a path. */
    public String url() {
        return url(members.getFirst());
    }

    /** How a node is told of all of them that is to speak to this one first. */
    public String url(ListServer first) {
        return Stream.concat(Stream.of(first.url()), others(first).stream().map(each -> "127.0.0.1:" + each.port()))
                .collect(Collectors.joining(","));
    }

    /** Whoever leads at present; nobody while they elect. */
    public Optional<ListServer> leader() {
        return members.stream().filter(ListServer::leads).findFirst();
    }

    public List<ListServer> others(ListServer than) {
        return members.stream().filter(each -> !each.equals(than)).toList();
    }

    /** Starts those that are away, lets those go on that stand still, and waits until all answer. */
    public void mend() {
        members.stream().filter(ListServer::isRunning).forEach(ListServer::thaw);
        members.stream().filter(each -> !each.isRunning()).forEach(ListServer::launch);
        members.forEach(ListServer::awaitReady);
    }

    @Override
    public void close() {
        members.forEach(ListServer::close);
    }
}
