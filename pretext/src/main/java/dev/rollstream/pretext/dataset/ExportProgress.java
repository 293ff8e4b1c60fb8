package dev.rollstream.pretext.dataset;

/** Told how far an export is, on the exporting thread. */
public interface ExportProgress {
    /** Nothing is to be told. */
    ExportProgress SILENT = (done, total) -> {};

    /**
     * Some sequence numbers are done. First told at the beginning, with what an earlier, interrupted export had done.
     *
     * @param total of the whole export
     */
    void done(long done, long total);
}
