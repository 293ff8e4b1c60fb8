package dev.rollstream.local.audit;

import dev.rollstream.aggregator.GroupFold;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Rule 7: ADVANTAGES folded again from REWARDS is the same, byte for byte. */
final class AdvantagesFollowRewards implements Guarantee {
    private final GroupFold fold = new GroupFold();
    private final SpecificDatumWriter<AdvantageGroup> writer = new SpecificDatumWriter<>(AdvantageGroup.class);
    private final Map<String, byte[]> expected = new HashMap<>();
    private final Finding.Builder finding = new Finding.Builder(name());
    private final Map<String, Long> unexpected = new HashMap<>();

    @Override
    public String name() {
        return "advantages-recomputed-from-rewards-are-byte-equal";
    }

    @Override
    public void onReward(Logged<RewardEvent> event) {
        fold.accept(event.key(), event.value()).ifPresent(group -> expected.put(event.key(), digest(group)));
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        byte[] wanted = expected.get(group.key());
        if (wanted == null) {
            unexpected.put(group.key(), group.offset());
            return;
        }
        finding.require(
                Arrays.equals(wanted, digest(group.value())),
                "group " + group.key() + " at " + group.coordinates() + " differs from what its reward events give");
    }

    private byte[] digest(AdvantageGroup group) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(group, encoder);
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Finding verify(Window window) {
        if (!window.isCut()) {
            unexpected.forEach((group, offset) -> finding.require(
                    false, "group " + group + " has a terminal record, but its reward events give none"));
        }
        return finding.build();
    }
}
