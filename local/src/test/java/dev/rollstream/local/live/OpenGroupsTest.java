package dev.rollstream.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenGroupsTest {
    @Test
    void beyondTheLimitGroupsAreCountedAndNotKnown() {
        // Given
        OpenGroups open = new OpenGroups(2);
        open.opened("a", 30);
        open.opened("b", 20);
        open.opened("c", 10);

        // When
        open.ended("c");
        open.ended("b");

        // Then
        assertThat(open.count()).isEqualTo(1);
        assertThat(open.oldestMs()).hasValue(30);
    }

    @Test
    void aGroupThatOpensTwiceIsOneGroup() {
        // Given
        OpenGroups open = new OpenGroups();
        open.opened("a", 10);

        // When
        open.opened("a", 20);

        // Then
        assertThat(open.count()).isEqualTo(1);
        assertThat(open.oldestMs()).hasValue(10);
    }
}
