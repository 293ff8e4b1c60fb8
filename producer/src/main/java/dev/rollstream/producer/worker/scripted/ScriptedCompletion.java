package dev.rollstream.producer.worker.scripted;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.producer.worker.MemberResult.Prompt;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One made-up completion: text, tokens and how long it takes, all a function of seed, group, index, answer and token limit; what
 * else is being generated at the time changes nothing.
 *
 * @param text the completion
 * @param finishReason STOP, LENGTH, or ERROR for one that fails
 * @param tokens as many as the text would have at about {@value #CHARS_PER_TOKEN} characters a token
 * @param latencyNs how long it takes
 */
record ScriptedCompletion(String text, FinishReason finishReason, Tokens tokens, long latencyNs) {
    /** Rule of thumb for English prose. */
    static final int CHARS_PER_TOKEN = 4;

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final int ANSWER_TOKENS = 12;
    private static final String[] WORDS = {
        "the ",
        "edge ",
        "of ",
        "patch ",
        "continues ",
        "in ",
        "left ",
        "right ",
        "sky ",
        "line ",
        "so ",
        "it ",
        "fits ",
        "below ",
        "above ",
        "texture ",
        "and ",
        "light ",
        "matches ",
        "border ",
        "then ",
        "this ",
        "must ",
        "be ",
        "next "
    };

    /** Makes one up. */
    static ScriptedCompletion of(
            ScriptedSettings settings, String groupId, int index, Optional<String> answer, int maxTokens) {
        SplittableRandom random = new SplittableRandom(seed(settings.seed(), groupId, index));
        boolean failed = random.nextDouble() < settings.rates().failed();
        boolean right = random.nextDouble() < settings.rates().accuracy();
        boolean formatted = random.nextDouble() < settings.rates().format();
        boolean cut = random.nextDouble() < settings.rates().truncated();
        double length =
                settings.tokens().median() * logNormal(random, settings.tokens().spread());
        double latencyNs = settings.latency().median().toNanos()
                * logNormal(random, settings.latency().spread());
        boolean truncated = cut || length >= maxTokens;
        int count = truncated ? maxTokens : (int) Math.max(1, Math.round(length));
        String boxed = answer.map(known -> right ? known : WrongAnswers.instead(known, random))
                .orElse(WrongAnswers.CLUELESS);
        FinishReason finish = failed ? FinishReason.ERROR : truncated ? FinishReason.LENGTH : FinishReason.STOP;
        String text = text(random, count, boxed, formatted, truncated);
        return new ScriptedCompletion(text, finish, tokens(settings, random, count), Math.round(latencyNs));
    }

    /** FNV-1a over the group id, started from seed and index; SplittableRandom mixes the rest. */
    private static long seed(long seed, String groupId, int index) {
        long hash = FNV_OFFSET ^ seed * FNV_PRIME ^ index * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < groupId.length(); i++) {
            hash = (hash ^ groupId.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    private static double logNormal(SplittableRandom random, double spread) {
        return Math.exp(spread * random.nextGaussian());
    }

    private static String text(
            SplittableRandom random, int tokens, String boxed, boolean formatted, boolean truncated) {
        StringBuilder thoughts = new StringBuilder();
        int length = CHARS_PER_TOKEN * Math.max(1, truncated ? tokens : tokens - ANSWER_TOKENS);
        while (thoughts.length() < length) {
            thoughts.append(WORDS[random.nextInt(WORDS.length)]);
        }
        thoughts.setLength(length);
        if (truncated) {
            return "<think>" + thoughts;
        }
        String answer = "\\boxed{" + boxed + "}";
        if (formatted) {
            return "<think>" + thoughts + "</think>\n" + answer;
        }
        return switch (random.nextInt(3)) {
            case 0 -> thoughts + " " + answer;
            case 1 -> "<think>" + thoughts + "\n" + answer;
            default -> "Answer: " + thoughts + "</think>" + answer;
        };
    }

    private static Tokens tokens(ScriptedSettings settings, SplittableRandom random, int count) {
        int[] ids = new int[count];
        float[] logprobs = new float[count];
        for (int i = 0; i < count; i++) {
            ids[i] = random.nextInt(settings.tokens().vocabulary());
            logprobs[i] = (float) Math.log(1 - random.nextDouble());
        }
        return new Tokens(Prompt.unknown(), ids, logprobs);
    }
}
