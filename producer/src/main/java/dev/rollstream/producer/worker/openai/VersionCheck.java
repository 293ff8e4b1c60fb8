package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.Conversation.Said;
import dev.rollstream.producer.worker.openai.Exchange.Misfit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a rollout's policy version can be known, the way that the settings say. */
final class VersionCheck implements FitnessCheck {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int METHOD_NOT_ALLOWED = 405;

    @Override
    public String name() {
        return "policy version";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        OpenAiSettings.Versions versions = server.settings().versions();
        switch (versions.source()) {
            case SERVER:
                return named(server);
            case UPDATE:
                return updatable(server);
            case POLICIES:
                return ServerCheck.note(
                        name(),
                        "the newest announced is assumed: right only if the trainer pauses the server while it pushes");
            default:
                return ServerCheck.ok(name(), "always " + versions.fixed() + ", as --engine-version says");
        }
    }

    private ServerCheck named(Conversation server) throws NoAnswerException, InterruptedException {
        Said said = server.ask(Question.oneToken("Say hello.", 1, 1));
        String version = said.reply().path("metadata").path("weight_version").asText("");
        if (ServerControl.weightVersion(said.reply().path("metadata")).isPresent()) {
            return ServerCheck.ok(name(), "its reply names " + version);
        }
        return ServerCheck.failed(
                name(),
                version.isEmpty() ? "its reply names none" : "its reply names '" + version + "', which is no number",
                "let the trainer give a number with each update (weight_version), or take versions from elsewhere"
                        + " (--engine-version-source)");
    }

    /** An endpoint that takes a POST answers a GET with 405 if it is there, and with 404 if not. */
    private ServerCheck updatable(Conversation server) throws InterruptedException {
        boolean sglang = server.settings().dialect().flavor() == ServerFlavor.SGLANG;
        List<String> needed = sglang
                ? List.of("/pause_generation", "/update_weights_from_disk", "/continue_generation")
                : List.of("/reset_prefix_cache", "/v1/load_lora_adapter");
        List<String> missing = new ArrayList<>();
        for (String path : needed) {
            Exchange exchange = server.client().get(server.server().beside(path), ANSWER_TIMEOUT);
            if (exchange instanceof Misfit misfit && misfit.status() != METHOD_NOT_ALLOWED) {
                missing.add(path);
            }
        }
        if (missing.isEmpty()) {
            return ServerCheck.ok(name(), "the worker brings it; the endpoints that it needs are there");
        }
        return ServerCheck.failed(
                name(),
                "it has no " + String.join(", ", missing),
                sglang
                        ? "take a newer SGLang, or another key"
                        : "start it with VLLM_SERVER_DEV_MODE=1, VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora");
    }
}
