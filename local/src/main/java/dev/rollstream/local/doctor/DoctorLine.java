package dev.rollstream.local.doctor;

import dev.rollstream.local.topics.CheckLine;
import dev.rollstream.producer.worker.openai.ServerCheck;

/**
 * One line of what the doctor found.
 *
 * @param subject what was looked at: the cluster, the registry, a server
 * @param name the check
 * @param verdict how it ended
 * @param detail what was found; where it is not fit, also the way out
 */
public record DoctorLine(String subject, String name, Verdict verdict, String detail) {
    /** How a check ended. */
    public enum Verdict {
        /** Fit. */
        OK,
        /** Works, or could not be told; somebody should know. */
        NOTE,
        /** Not fit. */
        FAILED
    }

    static DoctorLine ok(String subject, String name, String detail) {
        return new DoctorLine(subject, name, Verdict.OK, detail);
    }

    static DoctorLine note(String subject, String name, String detail) {
        return new DoctorLine(subject, name, Verdict.NOTE, detail);
    }

    static DoctorLine failed(String subject, String name, String detail) {
        return new DoctorLine(subject, name, Verdict.FAILED, detail);
    }

    static DoctorLine of(String subject, CheckLine line) {
        Verdict verdict =
                switch (line.verdict()) {
                    case OK -> Verdict.OK;
                    case NOTE -> Verdict.NOTE;
                    case VIOLATION -> Verdict.FAILED;
                };
        return new DoctorLine(subject, line.name(), verdict, line.detail());
    }

    /**
     * A line about an inference server.
     *
     * @param subject the server
     */
    public static DoctorLine of(String subject, ServerCheck check) {
        return new DoctorLine(
                subject, check.name(), Verdict.valueOf(check.verdict().name()), check.detail());
    }

    /** Whether something is not fit. */
    public boolean isFailure() {
        return verdict == Verdict.FAILED;
    }
}
