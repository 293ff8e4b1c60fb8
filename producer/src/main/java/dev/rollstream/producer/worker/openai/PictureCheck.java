package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.Conversation.Said;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Whether pictures reach the model: each makes the prompt longer by about as many tokens, since both are of one size. */
final class PictureCheck implements FitnessCheck {
    private static final int SIDE = 112;

    @Override
    public String name() {
        return "pictures";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        int none = length(server, List.of());
        int one;
        int two;
        try {
            one = length(server, List.of(picture(1)));
            two = length(server, List.of(picture(1), picture(2)));
        } catch (NoAnswerException e) {
            return ServerCheck.failed(
                    name(),
                    "refused: " + e.getMessage(),
                    "serve a vision-language model (vLLM: with room in --limit-mm-per-prompt), or say --text-only");
        }
        String found = "the prompt has " + none + ", " + one + " and " + two + " tokens with 0, 1 and 2 pictures";
        int first = one - none;
        int second = two - one;
        if (first > 0 && second > 0 && Math.abs(first - second) <= Math.max(2, first / 2)) {
            return ServerCheck.ok(name(), found);
        }
        return ServerCheck.failed(
                name(), found, "pictures do not reach the model one by one, or their tokens are not counted");
    }

    private static int length(Conversation server, List<byte[]> pictures)
            throws NoAnswerException, InterruptedException {
        Said said =
                server.ask(Question.oneToken("What do the pictures show?", 1, 1).withPictures(pictures));
        int ids = Math.max(
                said.choice().path("prompt_token_ids").size(),
                said.reply().path("prompt_token_ids").size());
        return ids > 0 ? ids : said.reply().path("usage").path("prompt_tokens").asInt(0);
    }

    /** A PNG of colours that no two of which are alike. */
    private static byte[] picture(long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
