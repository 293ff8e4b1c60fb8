package dev.rollstream.scorer.verifier;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The DAPO reward: +1 or -1 for the last line {@code Answer: ...}, with a penalty that grows near the length limit.
 *
 * <p>Only the last 300 characters are looked at. {@code accuracy} is 1 or -1, {@code accuracy_normalized} is 1 or 0 (the
 * one to filter on), both sides being brought to one form by {@link DapoNormaliser}; no answer counts as the literal
 * {@code [INVALID]}.
 *
 * <p>{@code overlong}, for a response of L tokens with limit M and buffer B: 0 up to M - B, then falling linearly to -1 at
 * M, and -1 beyond. The reward is {@code accuracy + overlong * factor}. Settings: {@code max_response_length} (M; absent: no
 * length term), {@code overlong_buffer_length} (B, default 0), {@code overlong_penalty_factor} (default 1). A response of
 * unknown length is unscorable where there is a length term.
 */
final class DapoVerifier implements Verifier {
    static final String MAX_RESPONSE_LENGTH = "max_response_length";
    static final String OVERLONG_BUFFER_LENGTH = "overlong_buffer_length";
    static final String OVERLONG_PENALTY_FACTOR = "overlong_penalty_factor";

    private static final int TAIL_CHARACTERS = 300;
    private static final String NO_ANSWER = "[INVALID]";
    private static final Pattern ANSWER_LINE = Pattern.compile(
            "Answer" + Whitespace.CHARACTER_CLASS + "*:" + Whitespace.CHARACTER_CLASS + "*([^\\n]+)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    @Override
    public String name() {
        return "dapo";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict verify(Completion completion, AnswerSpec answer) {
        double overlong = 0;
        if (answer.config().containsKey(MAX_RESPONSE_LENGTH)) {
            Integer length = completion.responseTokens();
            if (length == null) {
                return new Verdict.Unscorable("The response length is unknown and dapo has a length term");
            }
            overlong = overlong(length, answer);
        }
        String extracted = lastAnswer(tail(completion.text()));
        boolean accurate = DapoNormaliser.normalise(extracted).equals(DapoNormaliser.normalise(answer.groundTruth()));
        double accuracy = accurate ? 1.0 : -1.0;
        List<RewardComponent> components = List.of(
                new RewardComponent(RewardComponent.ACCURACY, accuracy),
                new RewardComponent("overlong", overlong),
                new RewardComponent("accuracy_normalized", (accuracy + 1.0) / 2.0));
        return new Verdict.Scored(
                components, accuracy + overlong * answer.number(OVERLONG_PENALTY_FACTOR, 1.0), extracted);
    }

    private static double overlong(int length, AnswerSpec answer) {
        double max = answer.number(MAX_RESPONSE_LENGTH, 0);
        double buffer = answer.number(OVERLONG_BUFFER_LENGTH, 0);
        if (buffer < 0 || buffer > max) {
            throw new IllegalArgumentException("Setting '" + OVERLONG_BUFFER_LENGTH + "' must be from 0 to "
                    + MAX_RESPONSE_LENGTH + " (" + max + "), got " + buffer);
        }
        double free = max - buffer;
        if (length <= free) {
            return 0.0;
        }
        return length <= max ? (free - length) / buffer : -1.0;
    }

    private static String tail(String text) {
        int from = Math.max(0, text.length() - 2 * TAIL_CHARACTERS);
        String end = text.substring(from);
        int excess = end.codePointCount(0, end.length()) - TAIL_CHARACTERS;
        return excess <= 0 ? end : end.substring(end.offsetByCodePoints(0, excess));
    }

    private static String lastAnswer(String tail) {
        Matcher matcher = ANSWER_LINE.matcher(tail);
        String last = NO_ANSWER;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }
}
