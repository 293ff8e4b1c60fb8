package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.runtime.StageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @Test
    void aSecondProcessGetsAFolderOfItsOwnAndARestartTheOldOne(@TempDir Path directory) {
        Path base = directory.resolve("scorer");
        try (StateFolder first = StateFolder.claimFirstFree(base);
                StateFolder second = StateFolder.claimFirstFree(base)) {
            assertThat(first.path()).isEqualTo(base);
            assertThat(second.path()).isEqualTo(directory.resolve("scorer-2"));
        }
        try (StateFolder again = StateFolder.claimFirstFree(base)) {
            assertThat(again.path()).isEqualTo(base);
        }
    }

    @Test
    void aNamedFolderInUseIsRefused(@TempDir Path directory) {
        try (StateFolder held = StateFolder.claim(directory)) {
            assertThatThrownBy(() -> StateFolder.claim(held.path()))
                    .isInstanceOf(StageException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("--state-dir");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        // When Then
        assertThatThrownBy(() -> StateFolder.claim(file.resolve("state")))
                .isInstanceOf(StageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--state-dir");
    }
}
