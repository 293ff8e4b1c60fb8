package dev.rollstream.local.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** The files of the page, all of them on the class path: nothing comes from the network. */
final class UiAssets {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";

    private final Map<String, Asset> byPath = Map.of(
            "/", load("page.html", HTML),
            "/login", load("login.html", HTML),
            "/assets/ui.css", load("ui.css", "text/css; charset=utf-8"),
            "/assets/ui.js", load("ui.js", SCRIPT),
            "/assets/charts.js", load("charts.js", SCRIPT),
            "/assets/groups.js", load("groups.js", SCRIPT),
            "/assets/icon.svg", load("icon.svg", "image/svg+xml"),
            "/assets/chart.umd.js", load(chartJs(), SCRIPT));

    /**
     * A file.
     *
     * @param contentType its media type
     * @param body its bytes
     */
    record Asset(String contentType, byte[] body) {}

    /** Where a web jar has its file: under its version, which its Maven coordinates tell. */
    private static String chartJs() {
        Properties coordinates = new Properties();
        String name = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
        try (InputStream in = Objects.requireNonNull(UiAssets.class.getResourceAsStream(name), name)) {
            coordinates.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
        return "/META-INF/resources/webjars/chart.js/" + coordinates.getProperty("version") + "/dist/chart.umd.js";
    }

    private static Asset load(String name, String contentType) {
        try (InputStream in = Objects.requireNonNull(UiAssets.class.getResourceAsStream(name), name)) {
            return new Asset(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }

    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}
