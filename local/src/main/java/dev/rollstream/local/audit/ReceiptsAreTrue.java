package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Receipt;
import java.util.HashMap;
import java.util.Map;

/** Rule 9: a learner's receipts are of groups that ended, at the place they name. */
final class ReceiptsAreTrue implements Guarantee {
    private final Finding.Builder finding = new Finding.Builder(name());
    private final Map<String, Logged<String>> groups = new HashMap<>();
    private long unknown;

    @Override
    public String name() {
        return "receipts-are-true";
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        groups.putIfAbsent(
                group.key(),
                new Logged<>(group.key(), group.partition(), group.offset(), group.timestampMs(), group.key()));
    }

    @Override
    public void onReceipt(Logged<Receipt> receipt) {
        Logged<String> group = groups.get(receipt.key());
        if (group == null) {
            unknown++;
            return;
        }
        finding.require(
                group.isAt(receipt.value().getAdvantageGroup()),
                "a receipt of group " + receipt.key() + " names another place than its terminal record's");
    }

    @Override
    public Finding verify(Window window) {
        if (!window.isCut() && unknown > 0) {
            finding.violated(unknown + " receipts are of groups without a terminal record");
        }
        return finding.build();
    }
}
