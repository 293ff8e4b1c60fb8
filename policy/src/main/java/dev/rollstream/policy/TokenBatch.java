package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * What the decoder reads at every step of N rows and T steps: the token before, which labels were written so far, and which label
 * was written last.
 *
 * @param before N x T x (vocabulary + 1), one-hot; the last place stands for the start
 * @param written N x T x 8, how often each label was written
 * @param last N x T x 8, one-hot; all zero before the first label
 */
record TokenBatch(NDArray before, NDArray written, NDArray last) {
    private static final int START = Vocabulary.size();

    /** The inputs of whole sequences, step t of which predicts token t; rows shorter than {@code steps} repeat their end. */
    static TokenBatch of(NDManager manager, List<int[]> sequences, int steps) {
        Writer writer = new Writer(sequences.size(), steps);
        for (int row = 0; row < sequences.size(); row++) {
            int[] sequence = sequences.get(row);
            Trace trace = new Trace();
            for (int step = 0; step < steps; step++) {
                writer.write(row, step, trace);
                trace.add(step < sequence.length ? sequence[step] : Vocabulary.END);
            }
        }
        return writer.arrays(manager);
    }

    /** The inputs of one step. */
    static TokenBatch of(NDManager manager, Trace[] traces) {
        Writer writer = new Writer(traces.length, 1);
        for (int row = 0; row < traces.length; row++) {
            writer.write(row, 0, traces[row]);
        }
        return writer.arrays(manager);
    }

    /** What a row has written so far. */
    static final class Trace {
        private final float[] written = new float[Vocabulary.LABELS];
        private int before = START;
        private int last = -1;

        void add(int token) {
            before = token;
            if (token < Vocabulary.LABELS) {
                written[token]++;
                last = token;
            }
        }
    }

    private static final class Writer {
        private final int rows;
        private final int steps;
        private final float[] before;
        private final float[] written;
        private final float[] last;

        Writer(int rows, int steps) {
            this.rows = rows;
            this.steps = steps;
            this.before = new float[rows * steps * (START + 1)];
            this.written = new float[rows * steps * Vocabulary.LABELS];
            this.last = new float[rows * steps * Vocabulary.LABELS];
        }

        void write(int row, int step, Trace trace) {
            int at = row * steps + step;
            before[at * (START + 1) + trace.before] = 1;
            System.arraycopy(trace.written, 0, written, at * Vocabulary.LABELS, Vocabulary.LABELS);
            if (trace.last >= 0) {
                last[at * Vocabulary.LABELS + trace.last] = 1;
            }
        }

        TokenBatch arrays(NDManager manager) {
            Shape labels = new Shape(rows, steps, Vocabulary.LABELS);
            return new TokenBatch(
                    manager.create(before, new Shape(rows, steps, START + 1)),
                    manager.create(written, labels),
                    manager.create(last, labels));
        }
    }

    /** The longest of some sequences. */
    static int steps(List<int[]> sequences) {
        return sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    }

    /** N x T, ones where a sequence has a token. */
    static float[] mask(List<int[]> sequences, int steps) {
        float[] mask = new float[sequences.size() * steps];
        for (int row = 0; row < sequences.size(); row++) {
            Arrays.fill(mask, row * steps, row * steps + sequences.get(row).length, 1);
        }
        return mask;
    }
}
