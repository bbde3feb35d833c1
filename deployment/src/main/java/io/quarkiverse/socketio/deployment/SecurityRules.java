package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;

import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * Reports security annotations that would have no effect.
 * <p>
 * Thread: one build step.
 *
 * @param annotations after all transformations: without those of endpoints, which became checks of namespaces
 * @param secured whether the application has a security extension
 */
record SecurityRules(IndexView index, AnnotationLookup annotations, boolean secured, Problems problems) {
    private static final DotName IDENTITY = DotName.createSimple(SecurityIdentity.class);
    private static final DotName POLICY = DotName.createSimple("io.quarkus.vertx.http.security.AuthorizationPolicy");
    /** Annotations that refuse some callers. */
    private static final List<DotName> REFUSING = List.of(DotName.createSimple(Authenticated.class),
            DotName.createSimple(RolesAllowed.class), DotName.createSimple(PermissionsAllowed.class),
            DotName.createSimple(PermissionsAllowed.List.class), DotName.createSimple(DenyAll.class));
    private static final DotName PERMIT_ALL = DotName.createSimple(PermitAll.class);

    void checkEndpoint(ClassInfo endpoint) {
        refusing(endpoint).ifPresent(annotation -> {
            if (!secured) {
                problems.add(endpoint, "is " + annotation + unchecked());
            }
        });
        if (annotations.has(endpoint, POLICY)) {
            problems.add(endpoint,
                    "has an @AuthorizationPolicy, which is for HTTP requests; use quarkus.http.auth.permission.*");
        }
        if (REFUSING.stream().noneMatch(endpoint::hasDeclaredAnnotation) && !endpoint.hasDeclaredAnnotation(PERMIT_ALL)) {
            checkInherited(endpoint);
        }
    }

    private void checkInherited(ClassInfo endpoint) {
        Stream.iterate(HandlerSearch.superclass(endpoint, index), Objects::nonNull,
                type -> HandlerSearch.superclass(type, index))
                .filter(type -> refusing(type).isPresent()).findFirst()
                .ifPresent(type -> problems.add(endpoint, "extends " + type.name() + ", which is "
                        + refusing(type).orElseThrow() + "; that is not inherited, write it on the endpoint"));
    }

    void checkHandler(HandlerSignature handler) {
        MethodInfo method = handler.method();
        Optional<String> annotation = refusing(method);
        if (handler.kind() == HandlerKind.BROADCAST) {
            annotation.or(() -> annotations.has(handler.bean(), HandlerSearch.SOCKET_IO) ? Optional.empty()
                    : refusing(handler.bean())).ifPresent(found -> problems.add(method,
                            "is " + found + ", but a broadcast comes from another server, which has no identity"));
        } else if (annotation.isPresent() && !secured) {
            problems.add(method, "is " + annotation.get() + unchecked());
        }
        if (annotations.has(method, POLICY)) {
            problems.add(method,
                    "has an @AuthorizationPolicy, which is for HTTP requests; use @RolesAllowed or @PermissionsAllowed");
        }
        if (!secured && method.parameterTypes().stream().anyMatch(type -> IDENTITY.equals(type.name()))) {
            problems.add(method, "takes a SecurityIdentity" + unchecked());
        }
    }

    private Optional<String> refusing(AnnotationTarget target) {
        return REFUSING.stream().filter(name -> annotations.has(target, name)).findFirst()
                .map(name -> "@" + name.withoutPackagePrefix().replace("$List", ""));
    }

    private static String unchecked() {
        return ", but there is no security extension that identifies clients; add one, such as quarkus-oidc, "
                + "quarkus-smallrye-jwt or quarkus-elytron-security-properties-file";
    }
}
