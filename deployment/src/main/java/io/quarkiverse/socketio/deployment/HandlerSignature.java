package io.quarkiverse.socketio.deployment;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.deployment.parameter.HandlerParameter;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcastCall;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.AckMode;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.smallrye.mutiny.Uni;

/**
 * A handler method of a bean and what it handles, as the application declares it; the build checks it and records it as an
 * {@code Endpoint}.
 *
 * @param bean the class of the bean, which may have inherited the method
 * @param namespace {@link EndpointNamespace#NONE} of an {@code @OnBroadcast} method
 * @param event empty if the kind has no event
 * @param logsFailures whether an {@code @OnError} method says that it logs
 */
record HandlerSignature(ClassInfo bean, MethodInfo method, HandlerKind kind, EndpointNamespace namespace, // wall: a row
        String event, boolean logsFailures) {
    private static final DotName UNI = DotName.createSimple(Uni.class);
    private static final DotName ACK = DotName.createSimple(Ack.class);
    private static final DotName VOID = DotName.createSimple(Void.class);
    /** The simple names of annotations of required parameters; several libraries have them. */
    private static final Set<String> REQUIRED = Set.of("Valid", "NotNull", "NonNull", "Nonnull");

    boolean returnsUni() {
        return UNI.equals(method.returnType().name());
    }

    /** Returns the type of the result: the returned type, or that of the item of a {@code Uni}. */
    Type result() {
        Type returned = method.returnType();
        return returned.kind() == Type.Kind.PARAMETERIZED_TYPE && returnsUni()
                ? returned.asParameterizedType().arguments().get(0)
                : returned;
    }

    boolean returnsValue() {
        Type result = result();
        return result.kind() != Type.Kind.VOID && !VOID.equals(result.name());
    }

    boolean takesAck() {
        return method.parameterTypes().stream().anyMatch(type -> ACK.equals(type.name()));
    }

    /** Whether a value that the method returns is sent to the client or to the other server. */
    boolean mayAnswer() {
        return kind == HandlerKind.EVENT || kind == HandlerKind.ERROR || kind == HandlerKind.BROADCAST;
    }

    AckMode ackMode() {
        if (takesAck()) {
            return AckMode.BY_METHOD;
        }
        return switch (kind) {
            case EVENT -> returnsValue() ? AckMode.VALUE : AckMode.EMPTY;
            case ERROR -> returnsValue() ? AckMode.VALUE_IF_PRESENT : AckMode.NONE;
            case BROADCAST -> returnsValue() ? AckMode.VALUE : AckMode.NONE;
            default -> AckMode.NONE;
        };
    }

    /**
     * A parameter of the method and how it gets its value.
     *
     * @param required whether the value must not be {@code null}
     */
    record Parameter(Type type, HandlerParameter kind, boolean required) {
        Optional<Type> argument() {
            return kind.argument(type);
        }
    }

    /** Returns the parameters in their order; only for a method without violations of rules. */
    Stream<Parameter> parameters() {
        return method.parameters().stream().map(parameter -> new Parameter(parameter.type(),
                HandlerParameter.matching(parameter.type()).stream().filter(one -> one.kinds().contains(kind)).findFirst()
                        .orElseThrow(),
                isRequired(parameter)));
    }

    /** A missing argument would be 0, or it would fail in the method; Kotlin's compiler adds such an annotation. */
    private static boolean isRequired(MethodParameterInfo parameter) {
        return parameter.type().kind() == Type.Kind.PRIMITIVE || parameter.annotations().stream()
                .anyMatch(annotation -> REQUIRED.contains(annotation.name().withoutPackagePrefix()));
    }

    /** Returns the type that the invoker gets for a parameter that is not an argument of the event. */
    Class<?> callType() {
        return kind == HandlerKind.BROADCAST ? BroadcastCall.class : Invocation.class;
    }

    @Override
    public String toString() {
        return bean.name() + "#" + method.name();
    }
}
