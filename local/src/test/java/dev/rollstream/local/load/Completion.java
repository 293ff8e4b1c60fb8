package dev.rollstream.local.load;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import org.jspecify.annotations.Nullable;

/** What a completion is like, and what verifier spatial-ssrl must make of it. */
public enum Completion {
    RIGHT("<think>%s</think>\\boxed{%s}", 1.0, 1.0),
    RIGHT_WITHOUT_FORM("%s \\boxed{%s}", 0.9, 1.0),
    WRONG("<think>%s</think>\\boxed{not %s}", 0.1, 0.0),
    NONSENSE("%s, not %s", 0.0, 0.0),
    WITHOUT_TEXT(null, null, null),
    FAILED(null, null, null);

    private final @Nullable String pattern;
    private final @Nullable Double reward;
    private final @Nullable Double accuracy;

    Completion(@Nullable String pattern, @Nullable Double reward, @Nullable Double accuracy) {
        this.pattern = pattern;
        this.reward = reward;
        this.accuracy = accuracy;
    }

    @Nullable
    public String text(String thoughts, String answer) {
        return pattern == null ? null : pattern.formatted(thoughts, answer);
    }

    public FinishReason finishReason() {
        return this == FAILED ? FinishReason.ERROR : FinishReason.STOP;
    }

    public MemberOutcome outcome() {
        return switch (this) {
            case WITHOUT_TEXT -> MemberOutcome.UNSCORABLE;
            case FAILED -> MemberOutcome.ERROR;
            default -> MemberOutcome.SCORED;
        };
    }

    /** Null: there is none. */
    @Nullable
    public Double reward() {
        return reward;
    }

    /** Null: there is none. */
    @Nullable
    public Double accuracy() {
        return accuracy;
    }
}
