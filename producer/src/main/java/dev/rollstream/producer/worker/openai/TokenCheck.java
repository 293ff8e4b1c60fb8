package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.Conversation.Said;

/** Whether a completion comes with the ids of its tokens, and with as many log-probabilities that are some. */
final class TokenCheck implements FitnessCheck {
    private static final int MAX_TOKENS = 16;

    @Override
    public String name() {
        return "token ids";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        Said said = server.ask(Question.oneToken("Say hello.", 1, 1).withMaxTokens(MAX_TOKENS));
        ServerFlavor flavor = server.settings().dialect().flavor();
        try {
            return new ReplyTokens(flavor, MAX_TOKENS)
                    .read(said.choice(), said.reply()).sequences().stream()
                            .findFirst()
                            .map(this::judge)
                            .orElseGet(() -> ServerCheck.failed(
                                    name(),
                                    "none: a learner would have to guess what was sampled from the text",
                                    "take a vLLM, an SGLang or a llama.cpp server, and say so with --engine-flavor"));
        } catch (UnfitException e) {
            return ServerCheck.failed(name(), String.valueOf(e.getMessage()), wayOut(flavor));
        }
    }

    private static String wayOut(ServerFlavor flavor) {
        return switch (flavor) {
            case VLLM -> "take vLLM 0.10.2 or newer";
            case SGLANG -> "take an SGLang whose chat completions know return_token_ids";
            default -> "is it what --engine-flavor says?";
        };
    }

    private ServerCheck judge(Tokens tokens) {
        int count = tokens.ids().length;
        if (tokens.logprobs().length != count) {
            return ServerCheck.failed(
                    name(), count + " ids and no log-probabilities", "let the server give log-probabilities");
        }
        String prompt = tokens.prompt().ids().length > 0
                ? tokens.prompt().ids().length + " ids of the prompt"
                : "no ids of the prompt";
        return ServerCheck.ok(name(), count + " with as many log-probabilities, " + prompt);
    }
}
