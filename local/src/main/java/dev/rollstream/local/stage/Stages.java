package dev.rollstream.local.stage;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.StartingWeights;
import dev.rollstream.learner.TrainingLearner;
import dev.rollstream.learner.TrainingOptions;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.producer.task.PretextSamples;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.builtin.BuiltinEngine;
import dev.rollstream.producer.worker.openai.OpenAiEngine;
import dev.rollstream.producer.worker.openai.OpenAiSettings;
import dev.rollstream.producer.worker.scripted.ScriptedEngine;
import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import dev.rollstream.producer.worker.scripted.TopicAnswerOracle;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import dev.rollstream.scorer.ScorerStage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes stages for one stream. None of them is started.
 *
 * @param config the stream
 * @param registry its schema registry; stays the caller's to close
 * @param meters where their figures go
 */
public record Stages(StageConfig config, RegistryClient registry, MeterRegistry meters) {
    private static final Duration ORACLE_WAIT = Duration.ofSeconds(5);

    /** A task producer over samples that are made of pictures or read from a dataset. */
    public TaskProducerStage taskProducer(TaskProducerOptions options, SampleRun samples) {
        return new TaskProducerStage(options, new PretextSamples(samples, meters), config, registry, meters);
    }

    /** A worker with the scripted engine, which is told the answers. For load and demonstrations. */
    public RolloutWorkerStage scriptedWorker(RolloutWorkerOptions options, ScriptedSettings settings) {
        TopicAnswerOracle oracle = new TopicAnswerOracle(
                config.topics().answerKeys().name(),
                () -> new KafkaConsumer<>(
                        config.consumer("scripted-oracle." + options.workerId()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                new AvroDeserializer<>(AnswerKeyEvent.class, registry),
                ORACLE_WAIT);
        return new RolloutWorkerStage(options, new ScriptedEngine(settings, oracle, meters), config, registry, meters);
    }

    /** A worker that has inference servers complete its prompts. */
    public RolloutWorkerStage openAiWorker(RolloutWorkerOptions options, OpenAiSettings settings) {
        return new RolloutWorkerStage(options, new OpenAiEngine(settings, meters), config, registry, meters);
    }

    /**
     * A worker that samples from the built-in policy.
     *
     * @param threads that one operation of the policy may use, the same in all of this process
     */
    public RolloutWorkerStage builtinWorker(RolloutWorkerOptions options, int threads) {
        return builtinWorker(options, threads, BuiltinEngine.weightPlaces(List.of()));
    }

    /**
     * The same.
     *
     * @param places where weights are read from
     */
    public RolloutWorkerStage builtinWorker(RolloutWorkerOptions options, int threads, AllowedPlaces places) {
        BuiltinEngine engine = new BuiltinEngine(ModelSize.laptop(), threads, places, meters);
        return new RolloutWorkerStage(options, engine, config, registry, meters);
    }

    /** A scorer. */
    public Stage scorer(StreamsOptions streams, ScorerOptions options) {
        return new ScorerStage(config, streams, options, registry, meters);
    }

    /** An aggregator. */
    public Stage aggregator(StreamsOptions streams) {
        return AggregatorStage.create(config, streams, registry, meters);
    }

    /** A learner that reads, checks and counts groups. */
    public ReadingLearner readingLearner(GroupReaderOptions options, int batchSize) {
        return new ReadingLearner(config, options, batchSize, meters);
    }

    /**
     * A learner that trains the built-in policy. {@link dev.rollstream.policy.NativeEngine} must have been started.
     *
     * @param start where training begins when there is no checkpoint
     */
    public TrainingLearner trainingLearner(TrainingOptions options, StartingWeights start) {
        return new TrainingLearner(config, options, start, meters);
    }
}
