package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import dev.rollstream.producer.worker.openai.Exchange.Broken;
import dev.rollstream.producer.worker.openai.Exchange.Busy;
import dev.rollstream.producer.worker.openai.Exchange.Misfit;
import dev.rollstream.producer.worker.openai.Exchange.Rejected;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends requests and says what became of them. It throws nothing but an interrupt, which also ends the request on the server. */
final class ChatClient {
    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_MESSAGE = 300;

    private final HttpClient http;
    private final OpenAiSettings settings;
    private final LongSupplier clockMs;

    /**
     * A client.
     *
     * @param clockMs milliseconds since the epoch; dates in replies are compared with it
     */
    ChatClient(OpenAiSettings settings, LongSupplier clockMs) {
        this.settings = settings;
        this.clockMs = clockMs;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.traffic().connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Asks for completions. */
    Exchange complete(URI server, byte[] body) throws InterruptedException {
        return complete(server, body, settings.traffic().replyTimeout());
    }

    /** Asks for a short completion, which a server that is well gives within a minute. */
    Exchange completeShort(URI server, byte[] body) throws InterruptedException {
        Duration timeout = settings.traffic().replyTimeout();
        return complete(server, body, timeout.compareTo(SHORT_TIMEOUT) < 0 ? timeout : SHORT_TIMEOUT);
    }

    private Exchange complete(URI server, byte[] body, Duration timeout) throws InterruptedException {
        return post(URI.create(server + "/chat/completions"), body, timeout);
    }

    /** Sends JSON somewhere. */
    Exchange post(URI place, byte[] body, Duration timeout) throws InterruptedException {
        HttpRequest.Builder request = request(place)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(request.build(), timeout);
    }

    /** Asks which models there are. */
    Exchange models(URI server) throws InterruptedException {
        return get(URI.create(server + "/models"), MODELS_TIMEOUT);
    }

    /** Asks for what is somewhere. */
    Exchange get(URI place, Duration timeout) throws InterruptedException {
        return send(request(place).GET().build(), timeout);
    }

    private HttpRequest.Builder request(URI place) {
        HttpRequest.Builder request = HttpRequest.newBuilder(place).header("Accept", "application/json");
        settings.key().ifPresent(key -> request.header("Authorization", key.authorization()));
        return request;
    }

    private Exchange send(HttpRequest request, Duration timeout) throws InterruptedException {
        int limitBytes = settings.traffic().maxReplyBytes();
        CompletableFuture<HttpResponse<byte[]>> reply =
                http.sendAsync(request, response -> new BoundedBody(limitBytes));
        try {
            return judge(reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Broken("no whole reply within " + timeout.toMillis() + " ms", false);
        } catch (ExecutionException | CancellationException e) {
            return judge(e.getCause());
        } finally {
            reply.cancel(true);
        }
    }

    private static Exchange judge(@Nullable Throwable failure) {
        if (failure instanceof BoundedBody.TooLargeException) {
            return new Rejected(Fault.OVERSIZE, String.valueOf(failure.getMessage()));
        }
        boolean unreachable = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        String what = failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : String.valueOf(failure);
        return new Broken(
                unreachable ? "nobody answers there (" + what + ")" : "connection lost: " + what, unreachable);
    }

    private Exchange judge(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String why = "HTTP " + status + message(response.body());
        return switch (status) {
            case 200 -> new Answered(response.body());
            case 401, 403 ->
                new Misfit(
                        status,
                        "HTTP " + status + ": it does not accept "
                                + (settings.key().isPresent() ? "the API key" : "requests without an API key"));
            case 404, 405 -> new Misfit(status, why + "; is the address right, and the model's name?");
            case 408, 425, 429, 503 -> new Busy(why, retryAfter(response));
            default -> other(status, why);
        };
    }

    private static Exchange other(int status, String why) {
        if (status >= 500) {
            return new Broken(why, false);
        }
        return status >= 400 ? new Rejected(Fault.REFUSED, why) : new Misfit(status, why + "; is the address right?");
    }

    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").flatMap(this::wait);
    }

    private Optional<Duration> wait(String header) {
        String text = header.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(Instant.ofEpochMilli(clockMs.getAsLong()), until);
            return left.isNegative() ? Optional.empty() : Optional.of(left);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The server's own words, as its kind puts them. */
    private static String message(byte[] body) {
        try {
            JsonNode json = ChatReply.json(body);
            JsonNode error = json.path("error");
            String said = error.path("message").asText(error.asText(""));
            String text = said.isEmpty()
                    ? json.path("message").asText(json.path("detail").asText(""))
                    : said;
            return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), MAX_MESSAGE));
        } catch (GarbledReplyException e) {
            return "";
        }
    }
}
