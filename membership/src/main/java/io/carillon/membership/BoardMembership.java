package io.carillon.membership;

import io.carillon.engine.Charter;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of a cluster and their leases on a {@link Board}, by the clock of the database. */
public final class BoardMembership implements Membership, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BoardMembership.class);

    /** For how long a node that has gone stays on the board, for people who look there. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int FIRST_LOOKS = 5;

    private final Board board;
    private final Charter charter;
    private final Supplier<String> newList;
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final Map<String, String> foreign = new ConcurrentHashMap<>();
    private volatile @Nullable Agreed agreed;

    /** @param newList makes up what tells a board from any other */
    BoardMembership(Board board, Charter charter, Supplier<String> newList) {
        this.board = board;
        this.charter = charter;
        this.newList = newList;
    }

    /**
     * Prepares it; the first call connects. Nothing of the other kinds is loaded.
     *
     * @param random makes up what tells a board from any other
     * @throws IllegalArgumentException if what it is to show or to believe can't be read
     */
    public static BoardMembership open(
            BoardAddress address, BoardAccess access, Charter charter, RandomGenerator random) {
        return new BoardMembership(
                board(address, access), charter, () -> HexFormat.of().toHexDigits(random.nextInt()));
    }

    static Board board(BoardAddress address, BoardAccess access) {
        return switch (address.kind()) {
            case ZOOKEEPER -> new ZooKeeperBoard(address, access);
            case ETCD -> new EtcdBoard(address, access);
            case REDIS -> new RedisBoard(address, access);
        };
    }

    /** What this node and the others go by, and the stamp by which it knows the board again. */
    private record Agreed(ClusterRules rules, Stamp stamp) {}

    /** Where the list is, for people. */
    public String place() {
        return board.place();
    }

    @Override
    public Instant present() {
        return charter.present();
    }

    /** An id is taken as long as it is on the board, for a day: a process that comes again has another one. */
    @Override
    public void join(NodeId node, ClusterRules wanted) {
        Board.Sight sight = firstLook();
        requireFree(node, sight.version(Seat.name(node)) == Board.ABSENT);
        Stamp stamp = stamp(sight);
        if (!stamp.cluster().equals(charter.cluster())) {
            throw misfit("it belongs to another cluster; give this one a path of its own");
        }
        ClusterRules rules = wanted.listedIn(board.kind() + ":" + stamp.list());
        charter.agree(rules);
        var status = new NodeStatus(node, NodeCard.BLANK, false, charter.present());
        requireFree(
                node,
                board.put(Seat.name(node), Seat.text(status), Board.ABSENT).done());
        agreed = new Agreed(rules, stamp);
    }

    /** The first call of a process has to load and to connect, which may take longer than a call may; and nobody would ask again. */
    private Board.Sight firstLook() {
        for (int tries = 1; ; tries++) {
            try {
                return board.look();
            } catch (StoreException failed) {
                if (tries == FIRST_LOOKS) {
                    throw failed;
                }
            }
        }
    }

    private void requireFree(NodeId node, boolean free) {
        if (!free) {
            throw misfit("another process of the cluster has the id " + node + "; start this one again");
        }
    }

    /** The stamp of the board, which the first node puts there. */
    private Stamp stamp(Board.Sight sight) {
        if (sight.version(Stamp.NAME) != Board.ABSENT) {
            return readStamp(sight);
        }
        Optional<String> used = charter.list();
        var fresh = new Stamp(newList.get(), charter.cluster(), null);
        Board.Sight now = used.isPresent()
                ? board.look()
                : board.put(Stamp.NAME, fresh.text(), Board.ABSENT).sight();
        if (now.version(Stamp.NAME) == Board.ABSENT) {
            throw misfit("nothing is there, and the nodes at work use " + used.orElse("another list")
                    + "; all nodes need the same membership. If it has been emptied, they put back what was there: start"
                    + " this node again");
        }
        return readStamp(now);
    }

    private Stamp readStamp(Board.Sight sight) {
        Board.Note note = sight.notes().get(Stamp.NAME);
        return Optional.ofNullable(note)
                .flatMap(each -> Stamp.read(each.text()))
                .orElseThrow(() -> misfit("what stands there under '" + Stamp.NAME + "' is not Carillon's"));
    }

    @Override
    public Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
        Agreed held = agreed;
        Instant present = held == null ? charter.present() : charter.attest(held.rules());
        Board.Sight sight = put(new NodeStatus(node, card, leaving, present.plus(lease)));
        if (held != null) {
            requireStamp(held, sight, present);
        }
        List<NodeStatus> nodes = nodes(sight);
        forget(nodes, present);
        return members(nodes, present);
    }

    /** A version that is not the one on the board means that a change took place of which nobody heard. */
    private Board.Sight put(NodeStatus status) {
        String name = Seat.name(status.id());
        String text = Seat.text(status);
        Board.Outcome outcome = board.put(name, text, versions.getOrDefault(name, Board.ABSENT));
        if (!outcome.done()) {
            outcome = board.put(name, text, outcome.sight().version(name));
        }
        versions.put(name, outcome.sight().version(name));
        if (!outcome.done()) {
            throw unavailable("somebody else writes what this node alone should write: " + name);
        }
        return outcome.sight();
    }

    /**
     * Whoever finds the board empty puts its stamp back. From then on all nodes renew their leases for the length of one without
     * believing what they see: those who are missing have perhaps not come yet.
     */
    private void requireStamp(Agreed held, Board.Sight sight, Instant present) {
        Stamp lost = new Stamp(held.stamp().list(), held.stamp().cluster(), present);
        Board.Sight now = sight.version(Stamp.NAME) == Board.ABSENT
                ? board.put(Stamp.NAME, lost.text(), Board.ABSENT).sight()
                : sight;
        Stamp stamp = readStamp(now);
        if (!stamp.list().equals(lost.list()) || !stamp.cluster().equals(lost.cluster())) {
            throw misfit("it is not the list any more that this node joined");
        }
        Instant since = stamp.since();
        Instant complete = since == null ? present : since.plus(held.rules().lease());
        if (complete.isAfter(present)) {
            throw unavailable("it was found empty at " + since + "; who is there is not known before " + complete);
        }
    }

    private void forget(List<NodeStatus> nodes, Instant present) {
        nodes.stream()
                .filter(each -> each.leaseUntil().isBefore(present.minus(REMEMBERED)))
                .forEach(each -> board.remove(Seat.name(each.id())));
    }

    private static Members members(List<NodeStatus> nodes, Instant present) {
        SortedSet<NodeId> live = new TreeSet<>();
        SortedSet<NodeId> leaving = new TreeSet<>();
        var addresses = new TreeMap<NodeId, String>();
        for (NodeStatus each : nodes) {
            if (each.leaseUntil().isAfter(present)) {
                live.add(each.id());
                if (each.leaving()) {
                    leaving.add(each.id());
                }
                if (each.card().address() != null) {
                    addresses.put(each.id(), each.card().address());
                }
            }
        }
        return new Members(present, live, leaving, addresses);
    }

    @Override
    public List<NodeStatus> nodes() {
        return nodes(board.look());
    }

    private List<NodeStatus> nodes(Board.Sight sight) {
        var nodes = new ArrayList<NodeStatus>();
        sight.notes().forEach((name, note) -> {
            if (Seat.isName(name)) {
                Seat.read(name, note.text()).ifPresentOrElse(nodes::add, () -> complain(name, note.text()));
            }
        });
        nodes.sort(Comparator.comparing(NodeStatus::id));
        return nodes;
    }

    /** Once for each text. */
    private void complain(String name, String text) {
        if (!text.equals(foreign.put(name, text))) {
            log.warn("event=membership-note-unreadable place=\"{}\" name=\"{}\"", board.place(), name);
        }
    }

    @Override
    public void leave(NodeId node) {
        Board.Sight left = board.remove(Seat.name(node));
        versions.remove(Seat.name(node));
        Agreed held = agreed;
        if (held != null && members(nodes(left), charter.present()).live().isEmpty()) {
            charter.dissolve(held.rules());
        }
    }

    @Override
    public void close() {
        board.close();
    }

    private StoreException misfit(String reason) {
        return new StoreException(StoreException.Code.MISFIT, "the list of nodes at " + board.place() + ": " + reason);
    }

    private StoreException unavailable(String reason) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE, "the list of nodes at " + board.place() + ": " + reason);
    }
}
