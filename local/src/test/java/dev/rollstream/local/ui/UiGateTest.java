package dev.rollstream.local.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.local.ui.UiGate.Verdict;
import dev.rollstream.local.ui.UiGate.Visitor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UiGateTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final UiGate own = new UiGate(Optional.empty());
    private final UiGate guarded = new UiGate(Optional.of(TOKEN));

    private static Visitor visitor(@Nullable String host) {
        return new Visitor(host, null, null, "same-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8088", "127.0.0.1:1", "LOCALHOST:8088", "[::1]:8088", "[::1]"})
    void thisMachineIsWelcome(String host) {
        assertThat(own.verdict(visitor(host), false)).isEqualTo(Verdict.WELCOME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8088",
                "localhost.evil.example",
                "127.0.0.1.evil.example:80",
                "",
                "127.0.0.1:x"
            })
    void aNameThatWasMadeToPointHereIsTurnedAway(String host) {
        assertThat(own.verdict(visitor(host), true)).isEqualTo(Verdict.FOREIGN);
        assertThat(own.verdict(visitor(null), true)).isEqualTo(Verdict.FOREIGN);
    }

    @Test
    void otherSitesMayLeadHereAndReadNothing() {
        // Given
        Visitor linked = new Visitor("localhost:8088", null, null, "cross-site");

        // Then
        assertThat(own.verdict(linked, true)).isEqualTo(Verdict.WELCOME);
        assertThat(own.verdict(linked, false)).isEqualTo(Verdict.FOREIGN);
        assertThat(own.verdict(new Visitor("localhost:8088", null, null, "same-site"), false))
                .isEqualTo(Verdict.FOREIGN);
        assertThat(own.verdict(new Visitor("localhost:8088", null, null, null), false))
                .isEqualTo(Verdict.WELCOME);
    }

    @Test
    void withATokenOnlyWhoKnowsItIsWelcome() {
        assertThat(guarded.verdict(bearer("Bearer " + TOKEN), false)).isEqualTo(Verdict.WELCOME);
        assertThat(guarded.verdict(bearer("Bearer " + TOKEN + "0"), false)).isEqualTo(Verdict.UNKNOWN);
        assertThat(guarded.verdict(bearer("Basic " + TOKEN), false)).isEqualTo(Verdict.UNKNOWN);
        assertThat(guarded.verdict(visitor("localhost"), false)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void theCookieOfALoginIsWelcomeAndIsNotTheToken() {
        // Given
        String cookie = guarded.cookie();
        String sent = cookie.substring(0, cookie.indexOf(';'));

        // Then
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        assertThat(guarded.verdict(cookies("a=b; " + sent), false)).isEqualTo(Verdict.WELCOME);
        assertThat(guarded.verdict(cookies(UiGate.COOKIE + "=" + TOKEN), false)).isEqualTo(Verdict.UNKNOWN);
        assertThat(new UiGate(Optional.of(TOKEN)).verdict(cookies(sent), false)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void noPageForOthersWithoutAToken() {
        assertThatThrownBy(() -> options("0.0.0.0", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--token-file");
        assertThatThrownBy(() -> options("0.0.0.0", Optional.of("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 20");
        assertThat(options("0.0.0.0", Optional.of(TOKEN)).token()).contains(TOKEN);
        assertThat(options("127.0.0.1", Optional.empty()).token()).isEmpty();
    }

    private static UiOptions options(String host, Optional<String> token) {
        return new UiOptions(new InetSocketAddress(host, 0), token, false, Duration.ofHours(1), Duration.ofSeconds(1));
    }

    private static Visitor bearer(String authorization) {
        return new Visitor("anywhere.example", authorization, null, null);
    }

    private static Visitor cookies(String cookies) {
        return new Visitor("anywhere.example", null, cookies, "same-origin");
    }
}
