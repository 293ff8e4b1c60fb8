package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts and the kinds of reward component that the members of a group share, each stored once and named by number in the order
 * of their first occurrence. A group has a handful of either, so they are searched one by one.
 */
final class Dictionary {

    /**
     * A component without its value.
     *
     * @param weight null: the verifier's own rule
     */
    record Kind(String name, @Nullable Double weight) {

        static Kind of(Component component) {
            return new Kind(component.getName(), component.getWeight());
        }

        Component component(@Nullable Double value) {
            Component component = new Component();
            component.put("name", name);
            component.put("value", value);
            component.put("weight", weight);
            return component;
        }
    }

    private final List<String> texts = new ArrayList<>(4);
    private final List<Kind> kinds = new ArrayList<>(4);

    /** {@return the number of a text, -1 if it is not there} */
    int find(String text) {
        return texts.indexOf(text);
    }

    /** {@return the number of a kind, -1 if it is not there} */
    int find(Kind kind) {
        return kinds.indexOf(kind);
    }

    /** {@return how many texts there are} */
    int texts() {
        return texts.size();
    }

    void add(String text) {
        texts.add(text);
    }

    void add(Kind kind) {
        kinds.add(kind);
    }

    String text(int number) {
        return texts.get(number);
    }

    Kind kind(int number) {
        return kinds.get(number);
    }
}
