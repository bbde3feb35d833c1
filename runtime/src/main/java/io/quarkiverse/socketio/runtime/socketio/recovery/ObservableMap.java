package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A map that runs an action when one of its own methods changes it. Changes of the values, and those through its views, are not
 * noticed.
 * <p>
 * Thread: any.
 */
public final class ObservableMap extends ConcurrentHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    private final transient Runnable onChange;

    public ObservableMap(Map<String, Object> values, Runnable onChange) {
        this.onChange = onChange;
        super.putAll(values);
    }

    private <T> T changed(T result) {
        onChange.run();
        return result;
    }

    @Override
    public Object put(String key, Object value) {
        return changed(super.put(key, value));
    }

    @Override
    public void putAll(Map<? extends String, ?> values) {
        super.putAll(values);
        onChange.run();
    }

    @Override
    public Object putIfAbsent(String key, Object value) {
        return changed(super.putIfAbsent(key, value));
    }

    @Override
    public Object remove(Object key) {
        return changed(super.remove(key));
    }

    @Override
    public boolean remove(Object key, Object value) {
        return changed(super.remove(key, value));
    }

    @Override
    public Object replace(String key, Object value) {
        return changed(super.replace(key, value));
    }

    @Override
    public boolean replace(String key, Object before, Object after) {
        return changed(super.replace(key, before, after));
    }

    @Override
    public void replaceAll(BiFunction<? super String, ? super Object, ?> function) {
        super.replaceAll(function);
        onChange.run();
    }

    @Override
    public Object computeIfAbsent(String key, Function<? super String, ?> function) {
        return changed(super.computeIfAbsent(key, function));
    }

    @Override
    public Object computeIfPresent(String key, BiFunction<? super String, ? super Object, ?> function) {
        return changed(super.computeIfPresent(key, function));
    }

    @Override
    public Object compute(String key, BiFunction<? super String, ? super Object, ?> function) {
        return changed(super.compute(key, function));
    }

    @Override
    public Object merge(String key, Object value, BiFunction<? super Object, ? super Object, ?> function) {
        return changed(super.merge(key, value, function));
    }

    @Override
    public void clear() {
        super.clear();
        onChange.run();
    }
}
