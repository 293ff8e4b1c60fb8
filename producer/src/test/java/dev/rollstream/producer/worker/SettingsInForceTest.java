package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SettingsInForceTest {
    private static final Map<String, String> WANTED = Map.of("share.auto.offset.reset", "earliest");
    private static final Map<String, String> DEFAULTS = Map.of("share.auto.offset.reset", "latest");
    private static final Map<String, String> IN_FORCE =
            Map.of("share.auto.offset.reset", "earliest", "share.delivery.count.limit", "5");

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);

    private SettingsInForce looking(SettingsInForce.Shown shown) {
        return new SettingsInForce(
                () -> {
                    looks.incrementAndGet();
                    return shown.settings();
                },
                time -> nowNs.addAndGet(time.toNanos()),
                nowNs::get);
    }

    @Test
    void settingsThatABrokerDoesNotGoByYetAreWaitedFor() throws Exception {
        // Given
        SettingsInForce settings = looking(() -> Optional.of(looks.get() < 4 ? DEFAULTS : IN_FORCE));

        // When
        boolean inForce = settings.await(WANTED);

        // Then
        assertThat(inForce).isTrue();
        assertThat(looks).hasValue(4);
    }

    @Test
    void settingsThatNeverComeAreWaitedForNoLongerThanTheClusterIs() throws Exception {
        // Given
        SettingsInForce settings = looking(() -> Optional.of(DEFAULTS));
        long beganNs = nowNs.get();

        // When
        boolean inForce = settings.await(WANTED);

        // Then
        assertThat(inForce).isFalse();
        assertThat(Duration.ofNanos(nowNs.get() - beganNs)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aBrokerThatDoesNotSayIsAskedOnce() throws Exception {
        // Given
        SettingsInForce settings = looking(Optional::empty);

        // When
        boolean inForce = settings.await(WANTED);

        // Then
        assertThat(inForce).isFalse();
        assertThat(looks).hasValue(1);
    }
}
