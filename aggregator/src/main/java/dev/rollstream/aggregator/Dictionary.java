package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;

/** The texts and the kinds of reward component that the members of a group share, each stored once and named by number. */
final class Dictionary {

    /** A component without its value. */
    private record Kind(String name, @Nullable Double weight) {}

    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<Kind, Integer> kinds = new LinkedHashMap<>();
    private final List<String> textsByNumber = new ArrayList<>();
    private final List<Kind> kindsByNumber = new ArrayList<>();

    private Dictionary() {}

    /** What occurs in some members, in the order of its first occurrence. */
    static Dictionary of(Collection<MemberScored> members) {
        Dictionary dictionary = new Dictionary();
        for (MemberScored member : members) {
            dictionary.add(member.getPolicyId());
            dictionary.add(member.getVerifier());
            RecordRef rollout = member.getRollout();
            dictionary.add(rollout == null ? null : rollout.getTopic());
            for (Component component : member.getComponents()) {
                dictionary.add(new Kind(component.getName(), component.getWeight()));
            }
        }
        return dictionary;
    }

    static Dictionary read(BinaryDecoder in) throws IOException {
        Dictionary dictionary = new Dictionary();
        int texts = in.readInt();
        for (int i = 0; i < texts; i++) {
            dictionary.add(in.readString());
        }
        int kinds = in.readInt();
        for (int i = 0; i < kinds; i++) {
            String name = in.readString();
            dictionary.add(new Kind(name, in.readBoolean() ? in.readDouble() : null));
        }
        return dictionary;
    }

    void write(BinaryEncoder out) throws IOException {
        out.writeInt(textsByNumber.size());
        for (String text : textsByNumber) {
            out.writeString(text);
        }
        out.writeInt(kindsByNumber.size());
        for (Kind kind : kindsByNumber) {
            Double weight = kind.weight();
            out.writeString(kind.name());
            out.writeBoolean(weight != null);
            if (weight != null) {
                out.writeDouble(weight);
            }
        }
    }

    int numberOf(String text) {
        return known(texts.get(text), text);
    }

    int numberOf(Component component) {
        return known(kinds.get(new Kind(component.getName(), component.getWeight())), component.getName());
    }

    String text(int number) {
        return textsByNumber.get(number);
    }

    /** A component of the kind of that number. */
    Component component(int number, @Nullable Double value) {
        Kind kind = kindsByNumber.get(number);
        Component.Builder component = Component.newBuilder().setName(kind.name());
        if (kind.weight() != null) {
            component.setWeight(kind.weight());
        }
        if (value != null) {
            component.setValue(value);
        }
        return component.build();
    }

    private void add(@Nullable String text) {
        if (text != null && texts.putIfAbsent(text, textsByNumber.size()) == null) {
            textsByNumber.add(text);
        }
    }

    private void add(Kind kind) {
        if (kinds.putIfAbsent(kind, kindsByNumber.size()) == null) {
            kindsByNumber.add(kind);
        }
    }

    private static int known(@Nullable Integer number, String what) {
        if (number == null) {
            throw new IllegalStateException("'" + what + "' is not in the dictionary of its own group");
        }
        return number;
    }
}
