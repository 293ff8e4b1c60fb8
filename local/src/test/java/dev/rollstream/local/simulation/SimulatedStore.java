package dev.rollstream.local.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that a crash takes back to its last commit. Keys are texts or bytes and lie in the order of their bytes, as in RocksDB;
 * values are copied in and out, so that nobody changes what is stored but by storing it.
 */
final class SimulatedStore implements KeyValueStore<Object, byte[]> {
    private record Entry(Object key, byte[] value) {}

    private final String name;
    private final NavigableMap<Bytes, Entry> content = new TreeMap<>();
    /** What lay under each key that was written since the last commit. */
    private final Map<Bytes, Optional<Entry>> before = new HashMap<>();

    SimulatedStore(String name) {
        this.name = name;
    }

    /** What was written since the last commit stays. */
    void commitChanges() {
        before.clear();
    }

    /** What was written since the last commit is gone. */
    void rollBack() {
        before.forEach(
                (key, entry) -> entry.ifPresentOrElse(known -> content.put(key, known), () -> content.remove(key)));
        before.clear();
    }

    /** Everything is gone, whether it was committed or not. */
    void wipe() {
        content.clear();
        before.clear();
    }

    boolean isEmpty() {
        return content.isEmpty();
    }

    private static Bytes bytes(Object key) {
        return Bytes.wrap(key instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : ((byte[]) key).clone());
    }

    @Override
    public void put(Object key, byte @Nullable [] value) {
        Bytes at = bytes(key);
        before.putIfAbsent(at, Optional.ofNullable(content.get(at)));
        if (value == null) {
            content.remove(at);
        } else {
            content.put(at, new Entry(key, value.clone()));
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Object key, byte[] value) {
        byte[] known = get(key);
        if (known == null) {
            put(key, value);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<Object, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Object key) {
        byte[] known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public byte @Nullable [] get(Object key) {
        Entry entry = content.get(bytes(key));
        return entry == null ? null : entry.value.clone();
    }

    @Override
    public KeyValueIterator<Object, byte[]> range(Object from, Object to) {
        return new Entries(content.subMap(bytes(from), true, bytes(to), true));
    }

    @Override
    public KeyValueIterator<Object, byte[]> all() {
        return new Entries(content);
    }

    @Override
    public long approximateNumEntries() {
        return content.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Of the moment at which it was asked for. */
    private static final class Entries implements KeyValueIterator<Object, byte[]> {
        private final Iterator<Entry> entries;
        private @Nullable Entry next;

        Entries(NavigableMap<Bytes, Entry> content) {
            entries = new ArrayList<>(content.values()).iterator();
            next = entries.hasNext() ? entries.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Object peekNextKey() {
            return known().key;
        }

        @Override
        public KeyValue<Object, byte[]> next() {
            Entry entry = known();
            next = entries.hasNext() ? entries.next() : null;
            return KeyValue.pair(entry.key, entry.value.clone());
        }

        private Entry known() {
            if (next == null) {
                throw new NoSuchElementException("no entry is left");
            }
            return next;
        }

        @Override
        public void close() {}
    }
}
