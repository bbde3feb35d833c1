package io.quarkiverse.socketio.deployment;

import org.jboss.jandex.Type;
import org.jboss.jandex.Type.Kind;

import io.quarkus.deployment.recording.RecorderContext;
import io.quarkus.runtime.types.GenericArrayTypeImpl;
import io.quarkus.runtime.types.ParameterizedTypeImpl;

/**
 * Turns types of the index into those of Java without loading the application's classes; what comes out can only be recorded.
 * <p>
 * Thread: one build step.
 */
final class RecordedTypes {
    private final RecorderContext context;

    RecordedTypes(RecorderContext context) {
        this.context = context;
    }

    java.lang.reflect.Type of(Type type) {
        return switch (type.kind()) {
            case PARAMETERIZED_TYPE -> new ParameterizedTypeImpl(raw(type), type.asParameterizedType().arguments().stream()
                    .map(this::of).toArray(java.lang.reflect.Type[]::new));
            // to read a value, a wildcard or a variable is the same as its bound
            case WILDCARD_TYPE -> of(type.asWildcardType().extendsBound());
            case TYPE_VARIABLE -> of(type.asTypeVariable().bounds().get(0));
            case ARRAY -> array(type);
            case PRIMITIVE -> primitive(type);
            default -> raw(type);
        };
    }

    private java.lang.reflect.Type array(Type type) {
        Type component = type.asArrayType().componentType();
        return component.kind() == Kind.PARAMETERIZED_TYPE ? new GenericArrayTypeImpl(of(component)) : raw(type);
    }

    private Class<?> raw(Type type) {
        return context.classProxy(type.name().toString());
    }

    private static Class<?> primitive(Type type) {
        return switch (type.asPrimitiveType().primitive()) {
            case BOOLEAN -> boolean.class;
            case BYTE -> byte.class;
            case CHAR -> char.class;
            case SHORT -> short.class;
            case INT -> int.class;
            case LONG -> long.class;
            case FLOAT -> float.class;
            case DOUBLE -> double.class;
        };
    }
}
