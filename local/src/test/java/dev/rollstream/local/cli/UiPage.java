package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.local.ui.Chromium;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a visitor of the page does: asks, looks, logs in. */
final class UiPage {
    private static final Pattern PAGE = Pattern.compile("is at (http://\\S+/);");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private UiPage() {}

    static HttpResponse<String> login(String page, String token) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(page + "login"))
                        .POST(HttpRequest.BodyPublishers.ofString("token=" + token))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The status of a request with a Host header of its own, which the JDK's client would not send. */
    static String status(String method, String url, String host, String headers) throws Exception {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            out.write((method + " " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: " + host + ":" + uri.getPort()
                            + "\r\nConnection: close\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return in.readLine().split(" ")[1];
        }
    }

    /** For people who want to look: {@code -Drollstream.pictures=DIR} keeps what the browser saw. */
    static void keep(Chromium browser, String name) throws Exception {
        String kept = System.getProperty("rollstream.pictures");
        if (kept != null) {
            browser.shoot(Path.of(kept, name));
        }
    }

    static double value(Chromium browser, String figure) throws Exception {
        return number(
                browser, "Number(document.querySelector('[data-figure=\"" + figure + "\"]')?.dataset.value ?? -1)");
    }

    static double number(Chromium browser, String expression) throws Exception {
        return browser.evaluate(expression).doubleValue();
    }

    static String text(Chromium browser, String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "')?.textContent ?? ''")
                .textValue();
    }

    static JsonNode now(String page) throws Exception {
        return json(page + "api/now");
    }

    static JsonNode json(String url) throws Exception {
        HttpResponse<String> answer = answer(url);
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
    }

    static HttpResponse<String> answer(String url) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static double stage(JsonNode seen, String name, String figure) {
        for (JsonNode stage : seen.path("stages")) {
            if (stage.path("stage").asText().equals(name)) {
                return stage.path(figure).asDouble(-1);
            }
        }
        return -1;
    }

    static String page(BackgroundCli ui) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            Matcher matcher = PAGE.matcher(ui.err());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        url -> !url.isEmpty());
    }
}
