package dev.rollstream.learner;

import dev.rollstream.avro.Progress;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.Manifest.Lineage;
import dev.rollstream.runtime.StageException;
import java.util.Optional;

/** How a learner goes on, decided from what lies on its disk and what the stream knows of it. */
sealed interface Resumption {
    /** There is nothing on either side. */
    record Begin() implements Resumption {}

    /** There is a checkpoint to go on from. */
    sealed interface Continued extends Resumption {
        /** The checkpoint. */
        Checkpoint from();
    }

    /** Both sides agree. */
    record GoOn(Checkpoint from) implements Continued {}

    /** It ended between checkpoint and announcement: the stream is told first. */
    record Retell(Checkpoint from) implements Continued {}

    /**
     * The stream has seen later versions than the disk: an older checkpoint was put back. The line that is given up stays in the topics; a
     * new one branches off at the checkpoint, under numbers of its own.
     */
    record Branch(Checkpoint from) implements Continued {}

    /**
     * Decides.
     *
     * @param options what is to be trained
     * @param latest newest checkpoint on disk
     * @param told the learner's last word on topic progress
     * @throws StageException if the two do not belong together
     */
    static Resumption of(TrainingOptions options, Optional<Checkpoint> latest, Optional<Progress> told) {
        if (latest.isEmpty()) {
            told.ifPresent(progress -> {
                throw new StageException("learner " + options.learner() + " has come to step " + progress.getStep()
                        + " on this stream, but there is no checkpoint in "
                        + options.checkpoints().folder()
                        + "; name the folder that has them, or give this learner another name to begin anew");
            });
            return new Begin();
        }
        Checkpoint from = latest.get();
        requireOwn(options, from);
        Lineage line = from.manifest().lineage();
        if (told.isEmpty()) {
            if (line.step() > 0) {
                throw new StageException("the checkpoint in " + from.folder() + " is of step " + line.step()
                        + ", but this stream knows nothing of learner " + options.learner()
                        + ": it belongs to another cluster or prefix, or the topics were made anew; begin anew in another"
                        + " folder");
            }
            return new Retell(from);
        }
        long known = told.get().getPolicyVersion() == null ? 0 : told.get().getPolicyVersion();
        if (known == line.version()) {
            return new GoOn(from);
        }
        return known < line.version() ? new Retell(from) : new Branch(from);
    }

    private static void requireOwn(TrainingOptions options, Checkpoint from) {
        String learner = from.manifest().learner();
        String policy = from.manifest().lineage().policyId();
        if (!learner.equals(options.learner()) || !policy.equals(options.policyId())) {
            throw new StageException("the checkpoint in " + from.folder() + " is of learner " + learner + " and policy "
                    + policy + ", not of " + options.learner() + " and " + options.policyId()
                    + "; name another folder, or go on under those names");
        }
    }
}
