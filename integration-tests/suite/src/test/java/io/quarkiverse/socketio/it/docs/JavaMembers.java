package io.quarkiverse.socketio.it.docs;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOServer;

/** Finds what code on a page of the manual names, such as {@code conn().onClose(listener)} or {@code @OnEvent}, by reflection. */
final class JavaMembers {
    private static final Map<String, Class<?>> VARIABLES = Map.of("io", SocketIOServer.class, "socket", Socket.class);
    private static final List<String> PACKAGES = List.of("io.quarkiverse.socketio", "io.quarkiverse.socketio.spi", "java.time",
            "io.smallrye.mutiny", "io.smallrye.common.annotation");

    private JavaMembers() {
    }

    /**
     * Returns whether all that the code names exists.
     *
     * @param subject the type whose methods can be named without a receiver
     */
    static boolean exist(Class<?> subject, String code) {
        List<String> names = List.of(withoutParameters(code.replaceFirst("^[!@]", "")).split("\\."));
        Optional<Class<?>> type = first(subject, names.get(0));
        if (code.startsWith("@") && !type.map(Class::isAnnotation).orElse(false)) {
            return false;
        }
        for (String name : names.subList(1, names.size())) {
            type = type.flatMap(receiver -> member(receiver, name));
        }
        return type.isPresent();
    }

    private static String withoutParameters(String code) {
        String inner = code.replaceAll("\\([^()]*\\)", "");
        return inner.equals(code) ? code : withoutParameters(inner);
    }

    private static Optional<Class<?>> first(Class<?> subject, String name) {
        if (VARIABLES.containsKey(name)) {
            return Optional.of(VARIABLES.get(name));
        } else if (Character.isUpperCase(name.charAt(0))) {
            return PACKAGES.stream().flatMap(prefix -> type(prefix + "." + name)).findFirst();
        }
        return member(subject, name);
    }

    private static Stream<Class<?>> type(String name) {
        try {
            return Stream.of(Class.forName(name, false, JavaMembers.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }

    /** Returns the type of a method or a constant. */
    private static Optional<Class<?>> member(Class<?> receiver, String name) {
        Optional<Class<?>> method = Arrays.stream(receiver.getMethods())
                .filter(found -> found.getName().equals(name) && !found.isBridge()).findFirst().map(Method::getReturnType);
        return method.isPresent() ? method
                : Arrays.stream(receiver.getFields()).filter(found -> found.getName().equals(name)).findFirst()
                        .map(field -> field.getType());
    }
}
