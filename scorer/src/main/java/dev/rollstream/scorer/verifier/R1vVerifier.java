package dev.rollstream.scorer.verifier;

/**
 * The reward for responses of the form {@code <think>reasoning</think><answer>answer</answer>}.
 *
 * <p>{@code format} is 1 if the whole response is a thinking block, optional whitespace and an answer block, with nothing
 * before or after; further blocks may hide inside. The answer is the first answer block that lies on one line, stripped;
 * where there is none, the whole stripped response is graded, so that a bare {@code 5} can be right. It is graded by
 * {@link ExactMathGrader}. The reward is {@code (1 - w) * accuracy + w * format} with setting {@code format_weight},
 * default 0.5.
 */
final class R1vVerifier implements Verifier {
    private static final double DEFAULT_FORMAT_WEIGHT = 0.5;
    private static final String THINK = "<think>";
    private static final String THINK_END = "</think>";
    private static final String ANSWER = "<answer>";
    private static final String ANSWER_END = "</answer>";

    @Override
    public String name() {
        return "r1v";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict verify(Completion completion, AnswerSpec answer) {
        double weight = answer.weight(FormatAndAccuracy.FORMAT_WEIGHT, DEFAULT_FORMAT_WEIGHT);
        String text = completion.text();
        String extracted = extract(text);
        boolean accurate = ExactMathGrader.isCorrect(extracted, Whitespace.strip(answer.groundTruth()));
        return FormatAndAccuracy.score(isWellFormed(text), accurate, weight, extracted);
    }

    private static boolean isWellFormed(String text) {
        if (!text.startsWith(THINK) || !text.endsWith(ANSWER_END)) {
            return false;
        }
        int lastStart = text.length() - ANSWER_END.length() - ANSWER.length();
        int end = text.indexOf(THINK_END, THINK.length());
        while (end >= 0) {
            int next = Whitespace.skip(text, end + THINK_END.length());
            if (next <= lastStart && text.startsWith(ANSWER, next)) {
                return true;
            }
            end = text.indexOf(THINK_END, next);
        }
        return false;
    }

    /** The cursors for the closing tag and the line end only move forward, which keeps the search linear. */
    private static String extract(String text) {
        int close = 0;
        int lineEnd = 0;
        for (int open = text.indexOf(ANSWER); open >= 0; open = text.indexOf(ANSWER, open + 1)) {
            int start = open + ANSWER.length();
            close = close >= start ? close : text.indexOf(ANSWER_END, start);
            if (close < 0) {
                break;
            }
            lineEnd = lineEnd >= start ? lineEnd : lineEndFrom(text, start);
            if (close < lineEnd) {
                return Whitespace.strip(text, start, close);
            }
        }
        return Whitespace.strip(text);
    }

    private static int lineEndFrom(String text, int start) {
        int at = text.indexOf('\n', start);
        return at < 0 ? text.length() : at;
    }
}
