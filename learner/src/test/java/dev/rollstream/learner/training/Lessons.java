package dev.rollstream.learner.training;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollstream.learner.training.ColdStartMaterial.Practice;
import dev.rollstream.learner.training.ColdStartMaterial.WorkedExample;
import dev.rollstream.policy.Completion;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Picture;
import dev.rollstream.policy.PlaceTarget;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import dev.rollstream.policy.Weights;
import dev.rollstream.policy.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A small model, small prompts, and groups sampled from it. */
final class Lessons {
    static final ModelSize SIZE = new ModelSize(16, 12, 2, 1, 64);

    private Lessons() {}

    /** Skips the tests where there is no PyTorch for this platform. */
    static void needPyTorch() {
        assumeThat(NativeEngine.unavailable(1)).isEmpty();
    }

    static PromptFeatures prompt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] rgb = random.ints(40 * 30, 0, 1 << 24).toArray();
        return PromptFeatures.of(
                new Prompt("Which patch is flipped? Case " + seed, List.of(new Picture(40, 30, rgb))), SIZE.buckets());
    }

    /** Groups as {@code sampler} writes them; member 0 is better than the others. */
    static List<PromptGroup> groups(Weights sampler, int count, int size) {
        List<PromptGroup> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PromptFeatures prompt = prompt(i);
            List<Completion> completions = new Sampler(sampler)
                    .sample(List.of(prompt), size, SamplingOptions.training(8), i)
                    .get(0);
            List<SampledMember> members = new ArrayList<>();
            for (Completion completion : completions) {
                double advantage = members.isEmpty() ? size - 1 : -1;
                members.add(new SampledMember(
                        completion.tokens(), completion.logProbs().processed(), advantage));
            }
            groups.add(new PromptGroup("run/" + i, prompt, members));
        }
        return groups;
    }

    static ColdStartMaterial material() {
        List<Practice> practice = new ArrayList<>();
        List<WorkedExample> examples = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            float[] depth = new float[256];
            Arrays.fill(depth, i / 8f);
            practice.add(new Practice(prompt(i), new PlaceTarget(new int[] {i, 16 + i, -1}, depth)));
            examples.add(new WorkedExample(prompt(i), List.of(Wording.completion(i % 4 + "-" + i % 2, 0))));
        }
        return new ColdStartMaterial() {
            @Override
            public List<Practice> practice() {
                return practice;
            }

            @Override
            public List<WorkedExample> examples() {
                return examples;
            }
        };
    }

    /** Every bit of the weights. */
    static byte[] bytes(Weights weights, Path folder) {
        Path file = folder.resolve("weights.safetensors");
        try {
            weights.save(file);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
