package dev.rollstream.pretext;

import java.util.Iterator;

/** The samples of a run, one after the other, without end. For one thread. */
public final class SampleStream implements Iterator<GeneratedSample> {
    private final PretextGenerator generator;
    private final SkipTally tally = new SkipTally();
    private long nextSequence;

    SampleStream(PretextGenerator generator, long firstSequence) {
        this.generator = generator;
        this.nextSequence = firstSequence;
    }

    /** Always true. */
    @Override
    public boolean hasNext() {
        return true;
    }

    /**
     * The next sample.
     *
     * @throws NoUsableImageException when the images give none
     */
    @Override
    public GeneratedSample next() {
        GeneratedSample generated = generator.at(nextSequence);
        nextSequence++;
        tally.add(generated);
        return generated;
    }

    /** Counts of what this stream has given so far. */
    public SkipTally tally() {
        return tally;
    }
}
