package dev.rollstream.producer.worker;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * From where a worker takes what records name by URI: pictures of tasks, weights of policy versions. Whoever wrote a record may be
 * mistaken, or worse: loading weights may run code, and fetching from anywhere reaches into places that only this machine sees. So a
 * URI is followed only if it lies below one of the operator's roots, in its scheme and authority, with nothing in its path that leads
 * out of it or that two readers could understand differently; and a file only if symbolic links do not lead it out either.
 *
 * @param subject what lies there, such as "the weights lie"
 * @param roots such as {@code file:///mnt/weights} or {@code s3://bucket/run-7}; empty: nothing is taken
 * @param option that allows places, for messages
 */
public record AllowedPlaces(String subject, List<URI> roots, String option) {
    private static final String FILE = "file";
    private static final int SHOWN = 200;

    /** Checks the roots. */
    public AllowedPlaces {
        for (URI root : roots) {
            if (!isPlain(root) || (root.getPath().isEmpty() && root.getAuthority() == null)) {
                throw new IllegalArgumentException(
                        "'" + root + "' (" + option
                                + ") is no place of files; write file:///mnt/folder, s3://bucket/folder or https://host/folder");
            }
        }
        roots = List.copyOf(roots);
    }

    /** A URI is none of the operator's. */
    public static final class RefusedPlaceException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedPlaceException(String message) {
            super(message);
        }
    }

    /**
     * A place that may be gone to.
     *
     * @throws RefusedPlaceException if it does not lie below a root
     */
    public URI require(String text) throws RefusedPlaceException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused(text, "no URI");
        }
        if (!isPlain(uri)) {
            throw refused(text, "not a plain scheme://place/path without '..' or the like");
        }
        if (roots.stream().noneMatch(root -> isBelow(uri, root))) {
            throw refused(text, "below none of " + roots + "; allow it with " + option + " if it is yours");
        }
        if (isFile(uri)) {
            requireNoLinkLeadsOut(uri, text);
        }
        return uri;
    }

    /**
     * What a server is told to load: the path of a file, anything else as it is.
     *
     * @throws RefusedPlaceException if it does not lie below a root
     */
    public String forServer(String text) throws RefusedPlaceException {
        URI uri = require(text);
        return isFile(uri) ? uri.getPath() : text;
    }

    /** What is not on this machine is not followed: a server that loads it has links of its own. */
    private void requireNoLinkLeadsOut(URI uri, String text) throws RefusedPlaceException {
        Path file = Path.of(uri.getPath());
        if (!Files.exists(file)) {
            return;
        }
        try {
            Path real = file.toRealPath();
            for (URI root : roots) {
                if (isBelow(uri, root)
                        && real.startsWith(Path.of(root.getPath()).toRealPath())) {
                    return;
                }
            }
        } catch (IOException e) {
            throw refused(text, "nothing that can be looked at: " + e);
        }
        throw refused(text, "led out of " + roots + " by a symbolic link");
    }

    private RefusedPlaceException refused(String text, String why) {
        return new RefusedPlaceException(
                subject + " at '" + text.substring(0, Math.min(text.length(), SHOWN)) + "', which is " + why);
    }

    /** Whether a place is a file of this machine. */
    public static boolean isFile(URI uri) {
        return FILE.equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isPlain(URI uri) {
        if (uri.getScheme() == null || uri.getPath() == null || uri.getRawUserInfo() != null) {
            return false;
        }
        boolean here =
                !isFile(uri) || uri.getAuthority() == null || uri.getAuthority().equals("localhost");
        return here && uri.getRawQuery() == null && uri.getRawFragment() == null && isPlain(uri.getPath());
    }

    /** A decoded path that begins at the top and means the same to everybody. */
    private static boolean isPlain(String path) {
        boolean clear = path.chars().allMatch(c -> c >= ' ' && c != 0x7f && c != '\\' && c != '%');
        String[] segments = path.split("/", -1);
        boolean straight = Arrays.stream(segments, Math.min(1, segments.length), segments.length)
                .limit(Math.max(0, segments.length - 2))
                .noneMatch(String::isEmpty);
        boolean inside = Arrays.stream(segments).noneMatch(segment -> segment.equals("..") || segment.equals("."));
        return clear && straight && inside && (path.isEmpty() || path.startsWith("/"));
    }

    private static boolean isBelow(URI uri, URI root) {
        String top = root.getPath().endsWith("/") ? root.getPath() : root.getPath() + "/";
        return uri.getScheme().equalsIgnoreCase(root.getScheme())
                && authority(uri).equals(authority(root))
                && uri.getPath().startsWith(top)
                && uri.getPath().length() > top.length();
    }

    private static String authority(URI uri) {
        return isFile(uri) || uri.getAuthority() == null
                ? ""
                : uri.getAuthority().toLowerCase(Locale.ROOT);
    }
}
