package dev.rollstream.local.cli;

import com.fasterxml.jackson.core.JacksonException;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.local.cluster.LocalClusterException;
import dev.rollstream.policy.NativeLibraryException;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.runtime.StageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The one place that turns a failure into the sentence that a person reads. */
final class FailureSentences {
    private static final int MAX_WRAPPERS = 16;

    private FailureSentences() {}

    /** One sentence, without a stack trace: what failed, with what, and the way out where there is one. */
    static String of(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (isWrittenForPeople(cause)) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof KafkaException kafka) {
            return ofKafka(kafka);
        }
        if (cause instanceof IOException io) {
            return ofInputOutput(io);
        }
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof OutOfMemoryError) {
            return "out of memory; give Java more, for instance with ROLLSTREAM_OPTS=-Xmx4g";
        }
        return "unexpected failure, " + describe(cause) + "; --verbose shows where";
    }

    private static boolean isWrittenForPeople(Throwable cause) {
        return cause instanceof StageException
                || cause instanceof LocalClusterException
                || cause instanceof ImageSourceException
                || cause instanceof DatasetException
                || cause instanceof NativeLibraryException
                || cause instanceof ExportException;
    }

    /** Whether the reader of our output went away, as {@code head} does: no news to anyone. */
    static boolean isBrokenPipe(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof IOException && "Broken pipe".equals(cause.getMessage());
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; depth < MAX_WRAPPERS && current.getCause() != null && isWrapper(current); depth++) {
            current = current.getCause();
        }
        return current;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof ExecutionException
                || failure instanceof CompletionException
                || failure instanceof UncheckedIOException
                || failure instanceof InvocationTargetException
                || (failure.getClass() == KafkaException.class && failure.getCause() instanceof KafkaException);
    }

    private static String ofKafka(KafkaException failure) {
        if (failure instanceof RegistryUnavailableException registry) {
            return String.valueOf(StageException.withoutRegistry(registry).getMessage());
        }
        if (failure instanceof RegistryException) {
            return "the schema registry refuses: " + failure.getMessage();
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "a topic does not exist: " + failure.getMessage()
                    + "; 'rollstream topics create' makes the stream's topics, --prefix names another stream";
        }
        if (failure instanceof AuthenticationException) {
            return "the cluster does not accept who we are: " + failure.getMessage()
                    + "; check the settings in --config";
        }
        if (failure instanceof AuthorizationException) {
            return "the cluster refuses access: " + failure.getMessage();
        }
        if (failure instanceof TimeoutException) {
            return "the cluster did not answer in time: " + failure.getMessage()
                    + "; check the address (--bootstrap-servers) and that the broker runs";
        }
        if (failure instanceof ConfigException) {
            return "a setting is not usable: " + failure.getMessage() + "; check --config";
        }
        return "Kafka failed: " + describe(failure);
    }

    private static String ofInputOutput(IOException failure) {
        if (failure instanceof JacksonException json) {
            return "corrupt JSON"
                    + (json.getLocation() == null
                            ? ""
                            : " at line " + json.getLocation().getLineNr()) + ": " + json.getOriginalMessage();
        }
        if (failure instanceof CharacterCodingException) {
            return "the text is not UTF-8";
        }
        if (failure instanceof FileSystemException file) {
            return ofFile(file);
        }
        if (failure instanceof FileNotFoundException) {
            return String.valueOf(failure.getMessage());
        }
        return "reading or writing failed: " + describe(failure);
    }

    private static String ofFile(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return file + " does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return file + " may not be read or written by this user";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists already and is not a folder";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is not a folder";
        }
        return file + ": " + (failure.getReason() == null ? describe(failure) : failure.getReason());
    }

    private static String describe(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }
}
