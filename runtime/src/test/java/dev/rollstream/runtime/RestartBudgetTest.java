package dev.rollstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
    private final AtomicLong clock = new AtomicLong();
    private final RestartBudget budget = new RestartBudget(2, 100, clock::get);

    @Test
    void allowsTheLimitWithinTheWindowAndNoMore() {
        assertThat(budget.tryTake()).isTrue();
        assertThat(budget.tryTake()).isTrue();
        assertThat(budget.tryTake()).isFalse();
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        // Given
        budget.tryTake();
        clock.set(60);
        budget.tryTake();

        // When
        clock.set(101);

        // Then
        assertThat(budget.tryTake()).isTrue();
        assertThat(budget.tryTake()).isFalse();
    }
}
