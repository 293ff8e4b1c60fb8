package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ReceiptOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A terminal record as far as the index alone can judge it. */
sealed interface Entry {
    /** The record. */
    ConsumerRecord<byte[], ByteBuffer> record();

    /**
     * Its payload does not matter: it does not train, or cannot.
     *
     * @param record the record
     * @param verdict what it is
     */
    record Settled(ConsumerRecord<byte[], ByteBuffer> record, Verdict verdict) implements Entry {}

    /**
     * It trains, if its payload is sound.
     *
     * @param record the record
     * @param group what it says
     * @param refs where its payload lies
     */
    record Candidate(ConsumerRecord<byte[], ByteBuffer> record, IndexedGroup group, GroupReferences refs)
            implements Entry {
        /** What came of each of its references, in their order. */
        List<Payload> payload(Map<PayloadRef, Payload> fetched) {
            List<Payload> payload = new ArrayList<>(refs.all().size());
            for (PayloadRef ref : refs.all()) {
                payload.add(Objects.requireNonNull(fetched.get(ref), () -> "nothing came of the reference " + ref));
            }
            return payload;
        }
    }

    /** Judges a terminal record by itself. */
    static Entry of(
            ConsumerRecord<byte[], ByteBuffer> record,
            PatientDecoder<AdvantageGroup> decoder,
            GroupReferences.Heap heap) {
        try {
            AdvantageGroup advantages = decoder.decode(record);
            Optional<PassedOver> passedOver = PassedOver.of(advantages);
            if (passedOver.isPresent()) {
                return new Settled(record, new Verdict.Skip(passedOver.get()));
            }
            IndexedGroup group = GroupAssembler.indexed(record, advantages);
            return new Candidate(record, group, GroupReferences.of(group, heap));
        } catch (InvalidPayloadException e) {
            return new Settled(
                    record,
                    GroupAssembler.refuse(
                            GroupAssembler.unreadable(record), ReceiptOutcome.PAYLOAD_INVALID, e.problem()));
        }
    }
}
