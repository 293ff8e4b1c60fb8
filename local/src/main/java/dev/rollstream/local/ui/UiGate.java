package dev.rollstream.local.ui;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may see the page.
 *
 * <p>Without a token only this machine reaches it, and the Host header has to name this machine: a page elsewhere whose name is made to
 * point here (DNS rebinding) is turned away. With a token every request brings it, as a bearer or as the cookie that logging in sets;
 * the cookie holds a number of its own, so that the token itself stays with who knows it. What comes from another site's page is turned
 * away in any case.
 */
final class UiGate {
    static final String COOKIE = "rollstream_session";

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final String BEARER = "Bearer ";

    private final Optional<byte[]> token;
    private final String session;

    UiGate(Optional<String> token) {
        this.token = token.map(UiGate::digest);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.session = HexFormat.of().formatHex(random);
    }

    /**
     * What a request says of itself.
     *
     * @param host its Host header
     * @param authorization its Authorization header
     * @param cookies its Cookie header
     * @param site its Sec-Fetch-Site header, which browsers send
     */
    record Visitor(
            @Nullable String host,
            @Nullable String authorization,
            @Nullable String cookies,
            @Nullable String site) {}

    /** What becomes of a request. */
    enum Verdict {
        /** It may see the page. */
        WELCOME,
        /** It has to bring the token. */
        UNKNOWN,
        /** It comes from elsewhere. */
        FOREIGN
    }

    /**
     * Whether a request may be answered.
     *
     * @param follows whether it may be a link that was followed: another site may lead to the page, but read nothing of it
     */
    Verdict verdict(Visitor visitor, boolean follows) {
        boolean foreign = visitor.site() != null && !OWN_SITE.contains(visitor.site());
        if (foreign && !follows) {
            return Verdict.FOREIGN;
        }
        if (token.isEmpty()) {
            return THIS_MACHINE.contains(hostName(visitor.host())) ? Verdict.WELCOME : Verdict.FOREIGN;
        }
        return knowsBearer(visitor.authorization()) || hasSession(visitor.cookies())
                ? Verdict.WELCOME
                : Verdict.UNKNOWN;
    }

    private static String hostName(@Nullable String host) {
        if (host == null) {
            return "";
        }
        return host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    }

    private boolean knowsBearer(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && isToken(authorization.substring(BEARER.length()).trim());
    }

    private boolean hasSession(@Nullable String cookies) {
        if (cookies == null) {
            return false;
        }
        boolean known = false;
        for (String cookie : cookies.split(";", 32)) {
            String[] parts = cookie.trim().split("=", 2);
            known |= parts.length == 2 && parts[0].equals(COOKIE) && equal(digest(parts[1]), digest(session));
        }
        return known;
    }

    /** Whether it is the token, in a time that tells nothing of it. */
    boolean isToken(String candidate) {
        return token.isPresent() && equal(digest(candidate), token.get());
    }

    private static boolean equal(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    /** What a browser that logged in is to send from now on; scripts and other sites never see it. */
    String cookie() {
        return COOKIE + "=" + session + "; Path=/; HttpOnly; SameSite=Strict";
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
