package dev.rollstream.avro.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.RegistryConfig.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to the first registry that answers. Network errors, 5xx, 408 and 429 move on to the next address and,
 * after a round over all of them, wait (doubling) and begin again, until the rounds or the call's time are used up. Any other
 * answer is final: it is the registry's word, and another address of the same registry would say the same.
 */
final class RegistryTransport {
    static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int CREDENTIALS_MISSING = 401;
    private static final int CREDENTIALS_REFUSED = 403;

    /**
     * A request.
     *
     * @param method HTTP method
     * @param path path and query below the base address, already encoded
     * @param body JSON to send; null: none
     */
    record Call(String method, String path, @Nullable String body) {}

    private record Attempt(
            @Nullable JsonNode answer,
            String failure,
            @Nullable Throwable cause,
            boolean overTls) {
        static Attempt failed(Endpoint endpoint, String failure, @Nullable Throwable cause) {
            return new Attempt(
                    null, endpoint + ": " + failure, cause, cause != null && TlsTrouble.isBehind(cause, endpoint));
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final RegistryConfig config;
    private final HttpClient http;
    private final LongSupplier nanoClock;
    private volatile int preferred;

    RegistryTransport(RegistryConfig config, LongSupplier nanoClock) {
        this.config = config;
        this.nanoClock = nanoClock;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(config.timeouts().connect());
        config.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * Sends a request.
     *
     * @return the answer's JSON
     * @throws RegistryException if the registry refused
     * @throws RegistryUnavailableException if none answered in time
     */
    JsonNode send(Call call) {
        long deadlineNs = nanoClock.getAsLong() + config.timeouts().call().toNanos();
        Attempt last = new Attempt(null, "no time left", null, false);
        for (int round = 0; round <= config.retries().rounds(); round++) {
            if (round > 0 && !pause(round, deadlineNs)) {
                break;
            }
            int first = preferred;
            for (int i = 0; i < config.endpoints().size() && remaining(deadlineNs) > 0; i++) {
                int index = (first + i) % config.endpoints().size();
                last = attempt(config.endpoints().get(index), call, deadlineNs);
                JsonNode answer = last.answer();
                if (answer != null) {
                    preferred = index;
                    return answer;
                }
            }
        }
        throw last.overTls()
                ? RegistryUnavailableException.overTls(urls(), last.failure(), last.cause())
                : new RegistryUnavailableException(urls(), last.failure(), last.cause());
    }

    List<String> urls() {
        return config.endpoints().stream().map(Endpoint::toString).toList();
    }

    private long remaining(long deadlineNs) {
        return deadlineNs - nanoClock.getAsLong();
    }

    /** Waits before a further round; false if that would outlast the call. */
    private boolean pause(int round, long deadlineNs) {
        long waitNs = config.retries().firstWait().toNanos() << Math.min(round - 1, 10);
        if (waitNs >= remaining(deadlineNs)) {
            return false;
        }
        long untilNs = nanoClock.getAsLong() + waitNs;
        for (long leftNs = waitNs; leftNs > 0; leftNs = untilNs - nanoClock.getAsLong()) {
            LockSupport.parkNanos(leftNs);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptException("interrupted while waiting for the schema registry");
            }
        }
        return true;
    }

    private Attempt attempt(Endpoint endpoint, Call call, long deadlineNs) {
        long limitNs = Math.min(config.timeouts().read().toNanos(), remaining(deadlineNs));
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request(endpoint, call), HttpResponse.BodyHandlers.ofByteArray());
        try {
            return read(endpoint, exchange.get(limitNs, TimeUnit.NANOSECONDS), call);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            return Attempt.failed(
                    endpoint, "no answer within " + Duration.ofNanos(limitNs).toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Attempt.failed(endpoint, describe(cause), cause);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw new InterruptException("interrupted while asking the schema registry", e);
        }
    }

    private static String describe(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }

    private static HttpRequest request(Endpoint endpoint, Call call) {
        HttpRequest.BodyPublisher body = call.body() == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(call.body());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.base() + call.path()))
                .method(call.method(), body)
                .header("Accept", CONTENT_TYPE + ", application/json")
                .header("Content-Type", CONTENT_TYPE);
        endpoint.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private Attempt read(Endpoint endpoint, HttpResponse<byte[]> response, Call call) {
        int status = response.statusCode();
        JsonNode answer = parse(response.body());
        if (status >= 200 && status < 300) {
            return answer == null
                    ? Attempt.failed(endpoint, "HTTP " + status + " without JSON: not a schema registry", null)
                    : new Attempt(answer, "", null, false);
        }
        if (status >= 500 || status == 408 || status == 429) {
            return Attempt.failed(endpoint, "HTTP " + status + message(answer), null);
        }
        int code = answer == null ? status : answer.path("error_code").asInt(status);
        throw new RegistryException(status, code, refusal(endpoint, call, status, message(answer)));
    }

    private @Nullable JsonNode parse(byte[] body) {
        try {
            JsonNode node = json.readTree(body);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null; // a page of something else than a registry, which the status then speaks for
        }
    }

    private static String message(@Nullable JsonNode answer) {
        String text = answer == null ? "" : answer.path("message").asText("");
        return text.isEmpty() ? "" : ": " + text;
    }

    private static String refusal(Endpoint endpoint, Call call, int status, String message) {
        String what =
                "schema registry " + endpoint + " answered HTTP " + status + " to " + call.method() + " " + call.path();
        return switch (status) {
            case CREDENTIALS_MISSING -> what + message + "; it wants credentials: set basic.auth.* or bearer.auth.*";
            case CREDENTIALS_REFUSED -> what + message + "; the credentials given do not allow this";
            default -> what + message;
        };
    }
}
