package dev.rollstream.local.audit;

import dev.rollstream.avro.Topics;
import java.util.List;

/** All that the stream promises. */
public final class Guarantees {
    private Guarantees() {}

    /** Fresh objects, one for each promise. A test that must leave one out does so by its name. */
    public static List<Guarantee> all(Topics topics) {
        return List.of(
                new TasksAreReferenced(topics),
                new OneTerminalRecord(topics),
                new OrderlyLives(),
                new MembersAreRollouts(topics),
                new AdvantagesFollowRewards(),
                new AdvantagesFollowOwnRewards(),
                new NumbersAreNamed(),
                new ReceiptsAreTrue(),
                new TrainedOnceNoneSkipped());
    }
}
