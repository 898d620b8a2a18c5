package io.carillon.tasks;

import static io.carillon.tasks.AddressKind.LOOPBACK;
import static io.carillon.tasks.AddressKind.NEVER;
import static io.carillon.tasks.AddressKind.PRIVATE;
import static io.carillon.tasks.AddressKind.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressKindTest {

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "1.0.0.0, PUBLIC",
        "9.255.255.255, PUBLIC",
        "11.0.0.0, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "192.169.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "169.255.0.0, PUBLIC",
        "223.255.255.255, PUBLIC",
        "168.63.129.17, PUBLIC",
        "126.255.255.255, PUBLIC",
        "128.0.0.0, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "127.1, LOOPBACK",
        "2130706433, LOOPBACK",
        "10.0.0.1, PRIVATE",
        "10.255.255.255, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "198.18.0.1, PRIVATE",
        "198.19.255.255, PRIVATE",
        "0.0.0.0, NEVER",
        "0, NEVER",
        "0.1.2.3, NEVER",
        "169.254.169.254, NEVER",
        "169.254.0.1, NEVER",
        "2852039166, NEVER",
        "100.100.100.200, NEVER",
        "168.63.129.16, NEVER",
        "192.0.0.192, NEVER",
        "224.0.0.1, NEVER",
        "239.255.255.255, NEVER",
        "240.0.0.1, NEVER",
        "255.255.255.255, NEVER",
        "2001:4860:4860::8888, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "::ffff:7f00:1, LOOPBACK",
        "::127.0.0.1, LOOPBACK",
        "::ffff:0:127.0.0.1, LOOPBACK",
        "64:ff9b::127.0.0.1, LOOPBACK",
        "2002:7f00:1::, LOOPBACK",
        "::ffff:10.1.2.3, PRIVATE",
        "64:ff9b::c0a8:101, PRIVATE",
        "2002:c0a8:101::1, PRIVATE",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "::ffff:8.8.8.8, PUBLIC",
        "64:ff9b::8.8.8.8, PUBLIC",
        "2002:808:808::1, PUBLIC",
        "::, NEVER",
        "fe80::1, NEVER",
        "febf::1, NEVER",
        "fec0::1, NEVER",
        "ff02::1, NEVER",
        "fd00:ec2::254, NEVER",
        "fd20:ce::254, NEVER",
        "2001:0:1::1, NEVER",
        "64:ff9b:1::8.8.8.8, NEVER",
        "::ffff:169.254.169.254, NEVER",
        "::ffff:a9fe:a9fe, NEVER",
        "::169.254.169.254, NEVER",
        "64:ff9b::169.254.169.254, NEVER",
        "2002:a9fe:a9fe::, NEVER",
        "::ffff:0.0.0.0, NEVER",
        "::ffff:224.0.0.1, NEVER"
    })
    void an_address_is_what_it_is_in_every_spelling(String address, AddressKind kind) throws UnknownHostException {
        assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, PUBLIC",
        "true, false, PUBLIC LOOPBACK",
        "false, true, PUBLIC PRIVATE",
        "true, true, PUBLIC LOOPBACK PRIVATE"
    })
    void a_policy_widens_what_may_be_called_but_never_to_everything(
            boolean loopback, boolean privately, String allowed) {
        var policy = new EgressPolicy(loopback, privately, List.of());
        var samples = Map.of(PUBLIC, "8.8.8.8", LOOPBACK, "127.0.0.1", PRIVATE, "10.0.0.1", NEVER, "169.254.0.1");

        assertThat(AddressKind.values())
                .filteredOn(kind -> policy.allows(InetAddress.ofLiteral(samples.get(kind))))
                .extracting(AddressKind::name)
                .containsExactlyInAnyOrder(allowed.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.0.0/16, ::ffff:10.1.2.3, true",
        "10.1.0.0/16, 64:ff9b::10.1.2.3, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.2, false",
        "192.168.7.128/25, 192.168.7.127, false",
        "192.168.7.128/25, 192.168.7.128, true",
        "127.0.0.2, 127.0.0.2, true",
        "127.0.0.2, 127.0.0.1, false",
        "fd12:3456::/32, fd12:3456::1, true",
        "fd12:3456::/32, fd12:3457::1, false",
        "::/0, 10.1.2.3, false",
        "0.0.0.0/0, 10.1.2.3, true",
        "0.0.0.0/0, 169.254.169.254, false",
        "169.254.169.254, 169.254.169.254, false",
        "fd00:ec2::254, fd00:ec2::254, false"
    })
    void a_listed_network_is_allowed_unless_nobody_may_call_it(String network, String address, boolean allowed) {
        var policy = EgressPolicy.PUBLIC_ONLY.allowing(Network.parse(network));

        assertThat(policy.allows(InetAddress.ofLiteral(address))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db.example",
                "10.1.0.0/33",
                "10.1.2.3/31",
                "10.1.0.0/",
                "10.1.0.0/-1",
                "/8",
                "fd12::/129",
                "10.0.0.0/8/8"
            })
    void what_names_no_network_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    @Test
    void one_bad_address_among_good_ones_is_enough() {
        var guard = new EgressGuard(EgressPolicy.PUBLIC_ONLY, host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")});

        assertDenied(guard, "rebinding.example", PRIVATE);
    }

    @Test
    void a_host_is_judged_by_what_it_resolves_to() throws UnknownHostException {
        var guard = new EgressGuard(EgressPolicy.PUBLIC_ONLY.allowingLoopback(), host -> switch (host) {
            case "metadata.example" -> new InetAddress[] {InetAddress.getByName("169.254.169.254")};
            case "self.example" -> new InetAddress[] {InetAddress.getLoopbackAddress()};
            case "public.example" -> new InetAddress[] {InetAddress.getByName("8.8.8.8")};
            default -> throw new UnknownHostException(host);
        });

        assertDenied(guard, "metadata.example", NEVER);
        assertThat(guard.resolve("self.example")).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(guard.resolve("public.example")).hasSize(1);
        assertThatThrownBy(() -> guard.resolve("nowhere.example"))
                .isInstanceOf(UnknownHostException.class)
                .isNotInstanceOf(EgressGuard.DeniedException.class);
    }

    private static void assertDenied(EgressGuard guard, String host, AddressKind kind) {
        assertThatThrownBy(() -> guard.resolve(host))
                .isInstanceOfSatisfying(
                        EgressGuard.DeniedException.class,
                        denied -> assertThat(denied.kind()).isEqualTo(kind));
    }
}
