package dev.rollstream.local.ui;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the page is served.
 *
 * @param address where it listens; port 0 takes a free one
 * @param token what a visitor has to know; empty: nothing, on loopback alone
 * @param showAnswers whether answers, rewards and advantages of single groups are told
 * @param past how far back counting begins
 * @param every time between looks
 */
public record UiOptions(
        InetSocketAddress address, Optional<String> token, boolean showAnswers, Duration past, Duration every) {
    /** Shorter ones could be tried out. */
    public static final int MIN_TOKEN = 20;

    /**
     * Checks that nobody unknown gets in.
     *
     * @throws IllegalArgumentException if others than this machine could reach the page without a token, or the token is short
     */
    public UiOptions {
        if (token.isEmpty() && !isLoopback(address)) {
            throw new IllegalArgumentException("without a token the page is served on this machine only, not on "
                    + address.getHostString() + "; name a file with one (--token-file)");
        }
        if (token.isPresent() && token.get().length() < MIN_TOKEN) {
            throw new IllegalArgumentException("the token has to have at least " + MIN_TOKEN
                    + " characters; 'openssl rand -hex 16' makes a good one");
        }
        if (past.isZero() || past.isNegative() || every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("--past and --every take times above zero, such as 2s");
        }
    }

    /** On a free port of this machine, without a token, telling answers: for who runs everything in one process. */
    public static UiOptions ownMachine(int port) {
        return new UiOptions(
                new InetSocketAddress("127.0.0.1", port),
                Optional.empty(),
                true,
                Duration.ofDays(1),
                Duration.ofSeconds(1));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "UiOptions[address=" + address + ", token=" + (token.isPresent() ? "set" : "none") + ", showAnswers="
                + showAnswers + ", past=" + past + ", every=" + every + "]";
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }
}
