package dev.rollstream.local.load;

import static dev.rollstream.local.load.Completion.FAILED;
import static dev.rollstream.local.load.Completion.NONSENSE;
import static dev.rollstream.local.load.Completion.RIGHT;
import static dev.rollstream.local.load.Completion.RIGHT_WITHOUT_FORM;
import static dev.rollstream.local.load.Completion.WITHOUT_TEXT;
import static dev.rollstream.local.load.Completion.WRONG;

import dev.rollstream.avro.Rollout;
import dev.rollstream.runtime.DeadLetterReason;
import java.time.Duration;
import java.util.List;

/** What happens to groups, one story a method, read from top to bottom. A round tells each story once. */
public final class Stories {
    /** Short enough to wait for, long enough to be written in. What comes too late all the same is judged by its append time. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** Only at first, so that they have waited long enough when the rest is done. */
    private static final int ROUNDS_WITHOUT_KEYS = 6;

    private static final int ROUNDS_PER_LARGE = 25;
    private static final int MIB = 1 << 20;

    private final Load load;
    private final Watch watch;
    private int rounds;

    public Stories(Load load) {
        this.load = load;
        this.watch = load.watch();
    }

    /** Tells every story once. */
    public void round() {
        load.catchUp();
        completeGroups();
        duplicatesOfTheSameContent();
        duplicatesOfOtherContent();
        lateMembers();
        missingMembers();
        keyComesLater();
        if (rounds < ROUNDS_WITHOUT_KEYS) {
            keyNeverComes();
        }
        cancellations();
        undecodableBytes();
        brokenContracts();
        wrongPartitions();
        unscoredMembers();
        evaluations();
        filters();
        if (rounds++ % ROUNDS_PER_LARGE == 0) {
            largeRecords();
        }
    }

    public int rounds() {
        return rounds;
    }

    public void completeGroups() {
        List<SeededGroup> groups = List.of(
                load.plan(Settings.PATIENT),
                load.plan(Settings.PATIENT.estimator("dr-grpo").size(7)),
                load.plan(Settings.PATIENT.estimator("rloo").size(3)),
                load.plan(Settings.PATIENT.size(1)));
        load.open(groups);
        groups.forEach(load::fill);
    }

    public void duplicatesOfTheSameContent() {
        SeededGroup group = load.open(Settings.PATIENT);
        load.rollout(group, 2, RIGHT);
        load.repeat(group, 2);
        load.rollout(group, 0, WRONG);
        load.rollout(group, 1, RIGHT_WITHOUT_FORM);
        load.repeat(group, 2);
        load.repeat(group, 0);
        load.rollout(group, 3, NONSENSE);
        load.once(() -> watch.hasEnded(group), () -> load.repeat(group, 3));
        load.repeatKey(group, null);
    }

    public void duplicatesOfOtherContent() {
        SeededGroup group = load.open(Settings.PATIENT);
        load.rollout(group, 0, RIGHT);
        load.rollout(group, 0, WRONG);
        load.rollout(group, 1, WRONG);
        load.rollout(group, 2, WRONG);
        load.rollout(group, 2, FAILED);
        load.rollout(group, 3, RIGHT);
        load.once(() -> watch.hasEnded(group), () -> {
            load.rollout(group, 1, RIGHT);
            load.repeatKey(group, "another answer");
        });
    }

    public void lateMembers() {
        SeededGroup group = load.open(Settings.PATIENT.ttl(SHORT));
        load.rollout(group, 0, RIGHT);
        load.rollout(group, 1, WRONG);
        load.once(() -> watch.hasEnded(group), () -> {
            load.rollout(group, 2, RIGHT);
            load.rollout(group, 3, RIGHT);
            load.repeat(group, 0);
        });
    }

    public void missingMembers() {
        load.open(Settings.PATIENT.ttl(SHORT));
        SeededGroup enough = load.open(Settings.PATIENT.ttl(SHORT).minSize(2));
        load.rollout(enough, 3, RIGHT);
        load.rollout(enough, 0, load.anyScored());
        load.rollout(enough, 1, WRONG);
        SeededGroup alone = load.open(Settings.PATIENT.ttl(SHORT).minSize(1));
        load.rollout(alone, 1, RIGHT);
        SeededGroup tooFew = load.open(Settings.PATIENT.ttl(SHORT).minSize(3));
        load.rollout(tooFew, 0, RIGHT);
        load.rollout(tooFew, 1, FAILED);
        load.rollout(tooFew, 2, WRONG);
    }

    public void keyComesLater() {
        SeededGroup whole = load.plan(Settings.PATIENT);
        load.fill(whole);
        SeededGroup half = load.plan(Settings.PATIENT);
        load.rollout(half, 1, WRONG);
        load.rollout(half, 1, RIGHT);
        load.rollout(half, 3, RIGHT);
        load.flush();
        load.open(List.of(whole, half));
        load.rollout(half, 3, WRONG);
        load.rollout(half, 0, RIGHT);
        load.rollout(half, 2, RIGHT);
    }

    public void keyNeverComes() {
        load.fill(load.plan(Settings.PATIENT.size(2)));
        SeededGroup aborted = load.plan(Settings.PATIENT.size(2));
        load.openInVain(aborted);
        load.fill(aborted);
    }

    public void cancellations() {
        SeededGroup atOnce = load.open(Settings.PATIENT);
        load.cancel(atOnce);
        load.cancel(atOnce);
        SeededGroup underWay = load.open(Settings.PATIENT);
        load.rollout(underWay, 0, RIGHT);
        load.rollout(underWay, 2, WRONG);
        load.once(() -> watch.members(underWay) == 2, () -> {
            load.cancel(underWay);
            load.once(() -> watch.hasEnded(underWay), () -> {
                load.rollout(underWay, 1, RIGHT);
                load.repeat(underWay, 2);
            });
        });
        SeededGroup tooLate = load.open(Settings.PATIENT);
        load.fill(tooLate);
        load.once(() -> watch.hasEnded(tooLate), () -> load.cancel(tooLate));
        load.cancelUnknown();
    }

    public void undecodableBytes() {
        byte[] noise = new byte[1 + load.random().nextInt(200)];
        load.random().nextBytes(noise);
        noise[0] = 7;
        load.badRolloutBytes("no/1", noise);
        load.badRolloutBytes("no/2", new byte[] {0, 0x7f, 0, 0, 1, 2, 3});
        load.badRolloutBytes("no/3", new byte[] {0});
        load.badRolloutBytes("no/4", null);
        load.badRolloutBytes(null, noise);
        load.badKeyBytes("no/5", noise);
        load.badKeyBytes("no/6", null);
        load.badKeyBytes(null, new byte[] {0, 0, 0});
    }

    public void brokenContracts() {
        SeededGroup group = load.open(Settings.PATIENT);
        load.rollout(group, 9, RIGHT);
        Rollout sound = load.records().rollout(group, 0, RIGHT, "", 0);
        Rollout otherRun = Rollout.newBuilder(sound).setRunId("someone-else").build();
        load.badRollout(group.id(), otherRun, DeadLetterReason.INVALID);
        load.badRollout(group.id() + "0", sound, DeadLetterReason.INVALID);
        Rollout negative = load.records().rollout(group, -1, RIGHT, "", 0);
        load.badRollout(group.id(), negative, DeadLetterReason.INVALID);
        load.fill(group);
        load.openBadly(Settings.PATIENT.size(0), "an answer", DeadLetterReason.INVALID);
        load.openBadly(Settings.PATIENT.ttl(Duration.ofDays(99)), "an answer", DeadLetterReason.INVALID);
    }

    public void wrongPartitions() {
        SeededGroup group = load.open(Settings.PATIENT);
        load.strayRollout(group, 0);
        load.strayRollout(group, 1);
        load.strayKey(group);
        load.fill(group);
    }

    public void unscoredMembers() {
        SeededGroup failed = load.open(Settings.PATIENT);
        load.rollout(failed, 0, RIGHT);
        load.rollout(failed, 1, FAILED);
        load.rollout(failed, 2, WRONG);
        load.rollout(failed, 3, WITHOUT_TEXT);
        SeededGroup enough = load.open(Settings.PATIENT.minSize(2));
        load.rollout(enough, 3, WITHOUT_TEXT);
        load.rollout(enough, 2, RIGHT);
        load.rollout(enough, 1, FAILED);
        load.rollout(enough, 0, WRONG);
        load.fill(load.open(Settings.PATIENT.minSize(1)), FAILED);
    }

    public void evaluations() {
        load.fill(load.open(Settings.PATIENT.evaluation()));
        load.fill(load.open(Settings.PATIENT.evaluation().withoutZeroVariance()), RIGHT);
        load.open(Settings.PATIENT.evaluation().ttl(SHORT));
        SeededGroup part = load.open(Settings.PATIENT.evaluation().ttl(SHORT));
        load.rollout(part, 2, WRONG);
        SeededGroup lost = load.open(Settings.PATIENT.evaluation().ttl(SHORT));
        load.rollout(lost, 0, FAILED);
    }

    public void filters() {
        load.fill(load.open(Settings.PATIENT), RIGHT);
        load.fill(load.open(Settings.PATIENT.withoutZeroVariance()), RIGHT);
        load.fill(load.open(Settings.PATIENT.withoutZeroVariance()), WRONG);
        load.fill(load.open(Settings.PATIENT.withoutZeroVariance()));
        load.fill(load.open(Settings.PATIENT.accuracyBetween(0, 1)), RIGHT_WITHOUT_FORM);
        SeededGroup hard = load.open(Settings.PATIENT.accuracyBetween(0.3, 1));
        load.rollout(hard, 0, RIGHT);
        load.rollout(hard, 1, WRONG);
        load.rollout(hard, 2, NONSENSE);
        load.rollout(hard, 3, WRONG);
        load.fill(load.open(Settings.PATIENT.estimator("guesswork")));
    }

    /** Records that compress well, and so pass the broker's limit, but are larger than anything that may be parked or kept. */
    public void largeRecords() {
        SeededGroup group = load.open(Settings.PATIENT);
        load.once(() -> watch.hasOpened(group), () -> {
            load.rollout(group, 0, RIGHT, "large ".repeat(9 * MIB / 6));
            load.rollout(group, 1, WRONG);
            load.rollout(group, 2, RIGHT);
            load.rollout(group, 3, WRONG);
        });
        SeededGroup unknown = load.plan(Settings.PATIENT);
        Rollout tooLargeToWait = load.records().rollout(unknown, 0, RIGHT, "large ".repeat(9 * MIB / 6), 0);
        load.badRollout(unknown.id(), tooLargeToWait, DeadLetterReason.OVERSIZE);
        load.badRolloutBytes("no/7", new byte[12 * MIB]);
        load.openBadly(Settings.PATIENT, "long ".repeat(MIB / 10), DeadLetterReason.OVERSIZE);
    }
}
