package dev.rollstream.local.audit;

import dev.rollstream.avro.Topics;
import java.util.List;

/** All that the stream promises. */
public final class Guarantees {
    private Guarantees() {}

    /** Fresh objects, one for each promise. A test that must leave one out does so by its name. */
    public static List<Guarantee> all(Topics topics) {
        return List.of(
                new TasksAreReferenced(),
                new OneTerminalRecord(topics.answerKeys().name()),
                new OrderlyLives(),
                new MembersAreRollouts(
                        topics.answerKeys().name(), topics.rollouts().name()),
                new AdvantagesFollowRewards(),
                new AdvantagesFollowOwnRewards(),
                new NumbersAreNamed(),
                new ReceiptsAreTrue());
    }
}
