package dev.rollstream.producer.worker.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * From where weights may be loaded. Topic policies says where they lie, a server loads what it is told to, and loading a checkpoint
 * may run code: so a URI goes to a server only if it lies below one of the operator's roots, in its scheme and authority, with nothing
 * in its path that leads out of it or that two readers could understand differently.
 *
 * @param roots such as {@code file:///mnt/weights} or {@code s3://bucket/run-7}; empty: nothing may be loaded
 */
record WeightRoots(List<URI> roots) {
    private static final String FILE = "file";

    WeightRoots {
        roots.forEach(WeightRoots::requireRoot);
        roots = List.copyOf(roots);
    }

    /** A URI is none of the operator's. */
    static final class UntrustedWeightsException extends Exception {
        private static final long serialVersionUID = 1;

        UntrustedWeightsException(String message) {
            super(message);
        }
    }

    private static void requireRoot(URI root) {
        if (!isPlain(root) || (root.getPath().isEmpty() && root.getAuthority() == null)) {
            throw new IllegalArgumentException(
                    "'" + root + "' is no place for weights; write file:///mnt/weights or s3://bucket/run");
        }
    }

    /**
     * What a server is told to load: the path of a file, anything else as it is.
     *
     * @throws UntrustedWeightsException if it does not lie below a root
     */
    String resolve(String weights) throws UntrustedWeightsException {
        URI uri;
        try {
            uri = new URI(weights);
        } catch (URISyntaxException e) {
            throw new UntrustedWeightsException("the weights lie at '" + cut(weights) + "', which is no URI");
        }
        if (!isPlain(uri)) {
            throw new UntrustedWeightsException("the weights lie at '" + cut(weights)
                    + "', which is not a plain scheme://place/path without '..' or the like");
        }
        if (roots.stream().noneMatch(root -> isBelow(uri, root))) {
            throw new UntrustedWeightsException("the weights lie at '" + cut(weights) + "', which is below none of "
                    + roots + "; allow it with --engine-weights-from if it is yours");
        }
        return isFile(uri) ? uri.getPath() : weights;
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

    private static boolean isFile(URI uri) {
        return FILE.equalsIgnoreCase(uri.getScheme());
    }

    private static String cut(String uri) {
        return uri.substring(0, Math.min(uri.length(), 200));
    }
}
