package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rollstream.policy.TensorFile.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one version of a policy. They never ask for gradients: a step of learning works on a copy, so that sampling
 * builds no graph and nothing stays behind. Closing them frees their memory; whoever samples with them must be done.
 */
public final class Weights implements AutoCloseable {
    private static final String FORMAT = "rollstream-policy/1";

    private final ModelSize size;
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private Weights(ModelSize size, Map<String, Tensor> tensors) {
        this.size = size;
        this.manager = NativeEngine.newManager();
        tensors.forEach((name, tensor) -> {
            NDArray array = manager.create(tensor.values(), new Shape(tensor.shape()));
            array.setName(name);
            arrays.put(name, array);
        });
    }

    /** A model that has learned nothing; the seed decides every number. */
    public static Weights random(ModelSize size, long seed) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        ParameterPlan.of(size).forEach((name, entry) -> {
            SampleRandom random = SampleRandom.of(seed, name.hashCode());
            float[] values = new float[(int) entry.shape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        (float) (entry.constant() + (entry.deviation() == 0 ? 0 : entry.deviation() * random.normal()));
            }
            tensors.put(name, new Tensor(entry.shape().getShape(), values));
        });
        return new Weights(size, tensors);
    }

    /** An independent copy: a reference that stays as it is. */
    public Weights copy() {
        return new Weights(size, tensors());
    }

    /** How wide the model is. */
    public ModelSize size() {
        return size;
    }

    /** Number of parameters. */
    public long count() {
        return arrays.values().stream().mapToLong(array -> array.size()).sum();
    }

    Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    NDManager manager() {
        return manager;
    }

    Network network() {
        return new Network(size, arrays);
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> tensors.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
        return tensors;
    }

    /**
     * Writes the weights so that the file is there whole or not at all.
     *
     * @return the file's SHA-256
     */
    public String save(Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("size", describe(size));
        return new TensorFile(metadata, tensors()).write(file);
    }

    /**
     * Reads weights.
     *
     * @param size of the model that they are for
     * @param sha256 that the file must have
     * @throws PolicyFileException if the file is another one, damaged, or of another model
     */
    public static Weights load(Path file, ModelSize size, String sha256) throws IOException {
        TensorFile read = TensorFile.read(file, sha256);
        String format = read.metadata().getOrDefault("format", "none");
        String found = read.metadata().getOrDefault("size", "unknown");
        if (!format.equals(FORMAT) || !found.equals(describe(size))) {
            throw new PolicyFileException(file + " holds format " + format + " with " + found + ", not " + FORMAT
                    + " with " + describe(size) + "; use weights of this model, or a model of that size");
        }
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, ParameterPlan.Entry> entry :
                ParameterPlan.of(size).entrySet()) {
            String name = entry.getKey();
            wanted.put(
                    name,
                    checked(file, name, entry.getValue().shape(), read.tensors().get(name)));
        }
        return new Weights(size, wanted);
    }

    /** A tensor of a file that is there and has the shape that is needed. */
    static Tensor checked(Path file, String name, Shape shape, @Nullable Tensor tensor) throws PolicyFileException {
        if (tensor == null || !tensor.hasShape(shape.getShape())) {
            throw new PolicyFileException(file + " has '" + name + "' "
                    + (tensor == null ? "missing" : "as " + new Shape(tensor.shape())) + ", needed as " + shape
                    + ": it was written by another version of this program; train anew or use that version");
        }
        return tensor;
    }

    private static String describe(ModelSize size) {
        return "width %d, hidden %d, channels %d, blocks %d, buckets %d, tokens %d"
                .formatted(
                        size.width(), size.hidden(), size.channels(), size.blocks(), size.buckets(), Vocabulary.size());
    }

    @Override
    public void close() {
        manager.close();
    }
}
