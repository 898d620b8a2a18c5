package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.ListServer;
import io.carillon.databases.RedisServer;
import io.carillon.databases.ZooKeeperServer;
import io.carillon.engine.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do not take everybody. */
@Timeout(120)
final class SignInTest {

    private static final BoardAccess RIGHT = new BoardAccess("carillon", "hush", null, null, null);
    private static final BoardAccess WRONG = new BoardAccess("carillon", "shout", null, null, null);

    @TempDir
    private Path directory;

    @Test
    void redis_is_told_a_password_and_its_refusal_names_it_without_repeating_what_was_said()
            throws InterruptedException {
        String[] users = {"--user", "carillon", "on", ">hush", "~*", "+@all", "--user", "default", "off"};
        try (var server = RedisServer.start(directory, users);
                Board right = board(server, RIGHT);
                Board wrong = board(server, WRONG)) {
            RealBoards.untilItWorks(right::look);
            right.put("note", "text", Board.ABSENT);

            assertThat(right.look().notes()).containsOnlyKeys("note");
            assertThatThrownBy(wrong::look)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(wrong.place())
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("shout");
        }
    }

    @Test
    void what_a_node_has_written_into_zookeeper_is_for_those_with_its_password() throws InterruptedException {
        try (var server = ZooKeeperServer.start(directory);
                Board right = board(server, RIGHT);
                Board wrong = board(server, WRONG)) {
            RealBoards.untilItWorks(right::look);
            right.put("note", "text", Board.ABSENT);

            assertThat(right.look().notes()).containsOnlyKeys("note");
            assertThatThrownBy(wrong::look)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(wrong.place())
                    .hasMessageContaining("NoAuth");
        }
    }

    private static Board board(ListServer server, BoardAccess access) {
        return BoardMembership.board(BoardAddress.parse(server.url()), access);
    }
}
