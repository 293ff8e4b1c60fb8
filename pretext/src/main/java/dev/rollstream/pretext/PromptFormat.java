package dev.rollstream.pretext;

/** The parts of every prompt that are fixed: what stands for a picture, and how an answer is asked for. */
public final class PromptFormat {
    /** Stands for one picture. */
    public static final String IMAGE = "<image>";

    /** Ends every prompt, after one space; the training template of the released data set adds it to its questions. */
    public static final String SUFFIX =
            "You FIRST think about the reasoning process as an internal monologue and then provide the"
                    + " final answer. The reasoning process MUST BE enclosed within <think> </think> tags. The final answer MUST BE"
                    + " put in \\boxed{}.";

    private PromptFormat() {}

    /** A prompt without the suffix. */
    public static String question(String prompt) {
        String trimmed = prompt.strip();
        return trimmed.endsWith(SUFFIX)
                ? trimmed.substring(0, trimmed.length() - SUFFIX.length()).strip()
                : trimmed;
    }

    /** A question with the suffix, whether or not it has one already. */
    public static String prompt(String question) {
        return question(question) + " " + SUFFIX;
    }

    /** How many pictures a prompt asks about. */
    public static int pictures(String prompt) {
        return prompt.split(IMAGE, -1).length - 1;
    }
}
