package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rollstream.policy.TensorFile.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay, over named parameters, changed in place.
 *
 * <p>In step t, with gradient g: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, and w = w (1 - rate decay) - rate
 * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon). Gradients are first scaled down to the largest allowed norm. A step with a
 * gradient that is not finite changes nothing, m, v and t included.
 *
 * <p>Source: Loshchilov, Hutter, "Decoupled weight decay regularization", https://arxiv.org/abs/1711.05101
 */
public final class AdamW implements AutoCloseable {
    private static final String FORMAT = "rollstream-adamw/1";

    private final Weights weights;
    private final NDManager manager;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private long steps;

    /** An optimiser of {@code weights} that has taken no step. */
    public AdamW(Weights weights) {
        this.weights = weights;
        this.manager = NativeEngine.newManager();
        weights.arrays().forEach((name, array) -> {
            means.put(name, manager.zeros(array.getShape()));
            squares.put(name, manager.zeros(array.getShape()));
        });
    }

    NDManager manager() {
        return manager;
    }

    /** Steps taken. */
    public long steps() {
        return steps;
    }

    /**
     * Takes a step.
     *
     * @param gradients by name, of one manager that the caller closes; parameters without one stay as they are
     * @return the norm of all gradients together, before it was bounded; not finite when the step was left out
     */
    double step(Map<String, NDArray> gradients, AdamWSettings settings) {
        double norm = norm(gradients);
        if (!Double.isFinite(norm)) {
            return norm;
        }
        steps++;
        double scale = norm > settings.maxNorm() ? settings.maxNorm() / norm : 1;
        gradients.forEach((name, gradient) -> {
            if (settings.rate(name) > 0) {
                update(name, gradient.mul(scale), settings);
            }
        });
        return norm;
    }

    private static double norm(Map<String, NDArray> gradients) {
        NDList sums = new NDList();
        gradients.values().forEach(gradient -> sums.add(gradient.square().sum()));
        return Math.sqrt(NDArrays.stack(sums).sum().getFloat());
    }

    private void update(String name, NDArray gradient, AdamWSettings settings) {
        double rate = settings.rate(name);
        NDArray mean = Layers.named(means, name);
        NDArray square = Layers.named(squares, name);
        mean.muli(settings.beta1()).addi(gradient.mul(1 - settings.beta1()));
        square.muli(settings.beta2()).addi(gradient.square().mul(1 - settings.beta2()));
        double meanBias = 1 - Math.pow(settings.beta1(), steps);
        double squareBias = 1 - Math.pow(settings.beta2(), steps);
        // Copies belong to the gradient's manager, so that nothing gathers in the optimiser's own.
        try (NDManager scratch = gradient.getManager().newSubManager()) {
            NDArray root = square.duplicate();
            NDArray change = mean.duplicate();
            root.attach(scratch);
            change.attach(scratch);
            change.muli(rate / meanBias).divi(root.div(squareBias).sqrt().add(settings.epsilon()));
            Layers.named(weights.arrays(), name)
                    .muli(1 - rate * settings.weightDecay())
                    .subi(change);
        }
    }

    /**
     * Writes means, squares and number of steps so that the file is there whole or not at all.
     *
     * @return the file's SHA-256
     */
    public String save(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        means.forEach((name, array) -> tensors.put("mean." + name, tensor(array)));
        squares.forEach((name, array) -> tensors.put("square." + name, tensor(array)));
        Map<String, String> metadata = Map.of("format", FORMAT, "steps", Long.toString(steps));
        return new TensorFile(metadata, tensors).write(file);
    }

    private static Tensor tensor(NDArray array) {
        return new Tensor(array.getShape().getShape(), array.toFloatArray());
    }

    /**
     * An optimiser that goes on where another was saved.
     *
     * @param sha256 that the file must have
     * @throws PolicyFileException if the file is another one, damaged, or of another model
     */
    public static AdamW load(Path file, Weights weights, String sha256) throws IOException {
        TensorFile read = TensorFile.read(file, sha256);
        String steps = read.metadata().getOrDefault("steps", "");
        if (!FORMAT.equals(read.metadata().get("format")) || !steps.matches("[0-9]{1,18}")) {
            throw new PolicyFileException(
                    file + " is not the state of an optimiser: its metadata is " + read.metadata());
        }
        AdamW optimiser = new AdamW(weights);
        try {
            for (String name : weights.arrays().keySet()) {
                optimiser.restore(file, optimiser.means, name, read.tensors().get("mean." + name));
                optimiser.restore(file, optimiser.squares, name, read.tensors().get("square." + name));
            }
        } catch (PolicyFileException e) {
            optimiser.close();
            throw e;
        }
        optimiser.steps = Long.parseLong(steps);
        return optimiser;
    }

    private void restore(Path file, Map<String, NDArray> state, String name, @Nullable Tensor tensor)
            throws PolicyFileException {
        Tensor found = Weights.checked(file, name, Layers.named(state, name).getShape(), tensor);
        Layers.named(state, name).close();
        state.put(name, manager.create(found.values(), new Shape(found.shape())));
    }

    @Override
    public void close() {
        manager.close();
    }
}
