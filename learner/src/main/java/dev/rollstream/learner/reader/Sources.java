package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a reader reads with. One thread only, but for the assembler.
 *
 * @param index ADVANTAGES in order
 * @param decoder decodes terminal records
 * @param heap where references may point
 * @param fetcher follows references
 * @param assembler puts groups together
 */
record Sources(
        IndexReader index,
        PatientDecoder<AdvantageGroup> decoder,
        GroupReferences.Heap heap,
        PayloadFetcher fetcher,
        GroupAssembler assembler) {
    /** The next terminal records in order; at least one, unless there is none for a moment. */
    List<Entry> read(int max) {
        return index.read(max).stream()
                .map(record -> Entry.of(record, decoder, heap))
                .toList();
    }

    /** What came of each reference of all candidates among the entries. */
    Map<PayloadRef, Payload> fetch(Collection<? extends Entry> entries) {
        List<PayloadRef> wanted = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Candidate candidate) {
                wanted.addAll(candidate.refs().all());
            }
        }
        return wanted.isEmpty() ? Map.of() : fetcher.fetch(wanted);
    }
}
