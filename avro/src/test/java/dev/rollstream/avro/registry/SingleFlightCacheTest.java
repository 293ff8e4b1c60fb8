package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SingleFlightCacheTest {
    private static final Duration TTL = Duration.ofSeconds(5);

    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final SingleFlightCache<Integer, String> cache = new SingleFlightCache<>(TTL, nowNs::get);

    @Test
    void loadsAnAnswerOnce() {
        // When
        String first = cache.get(1, this::load);
        String second = cache.get(1, this::load);

        // Then
        assertThat(List.of(first, second)).containsOnly("value 1");
        assertThat(loads).hasValue(1);
    }

    @Test
    void ofManyThreadsOneLoadsAndAllGetTheAnswer() throws Exception {
        // Given
        int threads = 8;
        CountDownLatch release = new CountDownLatch(1);
        List<Thread> runners = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task);
            runners.add(thread);
            return thread;
        });

        // When
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            answers.add(pool.submit(() -> cache.get(7, key -> {
                awaitLatch(release);
                return load(key);
            })));
        }
        await().until(() -> runners.stream().allMatch(SingleFlightCacheTest::isWaiting));
        release.countDown();

        // Then
        for (Future<String> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("value 7");
        }
        assertThat(loads).hasValue(1);
        pool.shutdownNow();
    }

    @Test
    void anUnknownKeyIsAskedAgainOnlyAfterItsTime() {
        // Given
        assertThatThrownBy(() -> cache.get(1, this::refuse)).isInstanceOf(RegistryException.class);

        // When
        nowNs.addAndGet(TTL.toNanos() - 1);
        assertThatThrownBy(() -> cache.get(1, this::refuse)).isInstanceOf(RegistryException.class);
        int before = loads.get();
        nowNs.addAndGet(1);
        String after = cache.get(1, this::load);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(after).isEqualTo("value 1");
        assertThat(cache.unknownCount()).isZero();
    }

    @Test
    void anOutageIsNotRemembered() {
        // Given
        assertThatThrownBy(() -> cache.get(1, key -> {
                    throw new RegistryUnavailableException(List.of("http://x"), "down", null);
                }))
                .isInstanceOf(RegistryUnavailableException.class);

        // When
        String answer = cache.get(1, this::load);

        // Then
        assertThat(answer).isEqualTo("value 1");
    }

    @Test
    void aFloodOfUnknownKeysTakesBoundedMemory() {
        // When
        for (int key = 0; key < 25_000; key++) {
            int unknown = key;
            assertThatThrownBy(() -> cache.get(unknown, this::refuse)).isInstanceOf(RegistryException.class);
        }

        // Then
        assertThat(cache.unknownCount()).isEqualTo(10_000);
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private String load(int key) {
        loads.incrementAndGet();
        return "value " + key;
    }

    private String refuse(int key) {
        loads.incrementAndGet();
        throw RegistryException.of(RegistryException.SCHEMA_NOT_FOUND, "no " + key);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
