package dev.rollstream.learner.reader;

import static dev.rollstream.learner.reader.InvalidPayloadException.require;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Task;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Whether a fetched task is the one that a group was made from, with its pictures as they were written. */
final class TaskCheck {
    private TaskCheck() {}

    /**
     * Checks a task against its group.
     *
     * @throws InvalidPayloadException naming what does not fit
     */
    static void check(Task task, IndexedGroup group, List<Member> members) throws InvalidPayloadException {
        String groupId = group.advantages().getGroupId();
        require(task.getGroupId().equals(groupId), () -> "the task belongs to group '" + task.getGroupId() + "'");
        require(
                task.getRunId().equals(group.advantages().getRunId()),
                () -> "the task belongs to run '" + task.getRunId() + "'");
        Integer size = task.getGroupSize();
        for (Member member : members) {
            int index = member.getIndex();
            require(
                    index >= 0 && (size == null || index < size),
                    () -> "member " + index + " of a task for " + size + " completions");
        }
        for (int i = 0; i < task.getImages().size(); i++) {
            try {
                checkImage(task.getImages().get(i));
            } catch (InvalidPayloadException e) {
                throw e.in("image " + i);
            }
        }
    }

    private static void checkImage(Image image) throws InvalidPayloadException {
        require(image.getSha256() != null, "has no checksum");
        require((image.getData() == null) != (image.getUri() == null), "must have either data or a URI");
        if (image.getData() != null) {
            require(sha256(image.getData()).equals(image.getSha256()), "does not match its checksum");
        }
    }

    private static String sha256(ByteBuffer data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(data.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
