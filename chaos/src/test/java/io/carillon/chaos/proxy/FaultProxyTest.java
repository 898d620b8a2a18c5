package io.carillon.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Weather on a line to somebody who says everything again. */
@Timeout(60)
class FaultProxyTest {

    private static final int A_MOMENT = 200;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::sayAgain);
        proxy = FaultProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void in_clear_weather_everything_passes() throws IOException {
        try (Socket socket = dial()) {
            assertThat(exchange(socket, 'a')).isEqualTo('a');
            assertThat(exchange(socket, 'b')).isEqualTo('b');
        }
    }

    @Test
    void a_cut_resets_what_is_connected_and_lets_nobody_in() throws IOException {
        try (Socket before = dial()) {
            assertThat(exchange(before, 'a')).isEqualTo('a');

            proxy.become(new Weather.Cut());

            assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::readFromNewOne).isInstanceOf(SocketException.class);
        }
        proxy.become(Weather.CLEAR);
        try (Socket after = dial()) {
            assertThat(exchange(after, 'b')).isEqualTo('b');
        }
    }

    @Test
    void what_is_swallowed_is_gone_and_the_connection_is_reset_once_the_weather_clears() throws IOException {
        try (Socket socket = dial()) {
            assertThat(exchange(socket, 'a')).isEqualTo('a');
            proxy.become(new Weather.Swallowing(false, true));
            socket.setSoTimeout(A_MOMENT);

            assertThatThrownBy(() -> exchange(socket, 'b')).isInstanceOf(SocketTimeoutException.class);
            proxy.become(Weather.CLEAR);

            socket.setSoTimeout(0);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_connection_that_lost_nothing_outlives_the_swallowing() throws IOException {
        try (Socket socket = dial()) {
            assertThat(exchange(socket, 'a')).isEqualTo('a');
            proxy.become(new Weather.Swallowing(true, true));
            proxy.become(Weather.CLEAR);

            assertThat(exchange(socket, 'b')).isEqualTo('b');
        }
    }

    @Test
    void slow_weather_loses_nothing() throws IOException {
        proxy.become(new Weather.Slow(Duration.ofMillis(20)));
        try (Socket socket = dial()) {
            assertThat(exchange(socket, 'a')).isEqualTo('a');
            assertThat(exchange(socket, 'b')).isEqualTo('b');
        }
    }

    @Test
    void a_reset_happens_once() throws IOException {
        try (Socket before = dial()) {
            assertThat(exchange(before, 'a')).isEqualTo('a');
            proxy.reset();
            assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket after = dial()) {
            assertThat(exchange(after, 'b')).isEqualTo('b');
        }
    }

    private void readFromNewOne() throws IOException {
        try (Socket socket = dial()) {
            socket.getInputStream().read();
        }
    }

    private Socket dial() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int exchange(Socket socket, char letter) throws IOException {
        socket.getOutputStream().write(letter);
        return socket.getInputStream().read();
    }

    private void sayAgain() {
        while (!echo.isClosed()) {
            try {
                Socket caller = echo.accept();
                Thread.ofVirtual().start(() -> sayAgainTo(caller));
            } catch (IOException closed) {
                // The test is over.
            }
        }
    }

    private static void sayAgainTo(Socket caller) {
        try (caller) {
            caller.getInputStream().transferTo(caller.getOutputStream());
        } catch (IOException reset) {
            // The weather.
        }
    }
}
