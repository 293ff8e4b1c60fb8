package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Kubernetes' own client, for what it does without a cluster. Tests that need it skip where it is missing. */
final class Kubectl {
    private static final String NAME = "kubectl";

    private Kubectl() {}

    /** A folder with its patches and all that it builds on, as it would be applied; fails with its output unless it succeeds. */
    static String kustomize(Path folder) throws IOException, InterruptedException {
        assumeTrue(isThere(), "kubectl is not installed, so nothing was put together by kustomize");
        File errors = File.createTempFile("kustomize", ".log");
        try {
            Process process = new ProcessBuilder(NAME, "kustomize", folder.toString())
                    .redirectError(errors)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(Files.readString(errors.toPath())).isZero();
            return output;
        } finally {
            Files.delete(errors.toPath());
        }
    }

    private static boolean isThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
    }
}
