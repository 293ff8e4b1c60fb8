package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ServerPoolTest {
    private static final int PLACES = 2;

    private final ServerPool pool = new ServerPool(
            List.of(URI.create("http://a/v1"), URI.create("http://b/v1")), PLACES, server -> {}, () -> 0);

    private Optional<Server> acquire() throws Exception {
        return pool.acquire(new ServerPool.Wish(Optional.empty(), OptionalLong.empty(), () -> false));
    }

    @Test
    void workGoesToTheServerWithTheLeastOfIt() throws Exception {
        // Given
        Server first = acquire().orElseThrow();
        Server second = acquire().orElseThrow();

        // When
        pool.release(second);

        // Then
        assertThat(second).isNotSameAs(first);
        assertThat(acquire()).containsSame(second);
    }

    @Test
    void noServerHasMoreThanItsPlaces() throws Exception {
        // Given
        Server busy = acquire().orElseThrow();
        for (int i = 1; i < 2 * PLACES; i++) {
            assertThat(acquire()).isPresent();
        }

        // When
        Optional<Server> beyond = acquire();
        pool.release(busy);

        // Then
        assertThat(beyond).isEmpty();
        assertThat(acquire()).containsSame(busy);
        assertThat(acquire()).isEmpty();
    }
}
