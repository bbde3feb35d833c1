package io.quarkiverse.socketio.deployment;

import static io.quarkus.security.spi.SecurityTransformer.AuthorizationType.SECURITY_CHECK;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.jandex.AnnotationTransformation;
import org.jboss.jandex.ClassInfo;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.NamespaceCheck;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.spi.HandshakeAuthenticator;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.AnnotationsTransformerBuildItem;
import io.quarkus.arc.deployment.BeanArchiveIndexBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.security.spi.ClassSecurityAnnotationBuildItem;
import io.quarkus.security.spi.ClassSecurityCheckStorageBuildItem;
import io.quarkus.security.spi.SecurityTransformer;
import io.quarkus.security.spi.SecurityTransformerBuildItem;
import io.quarkus.security.spi.runtime.SecurityCheck;

/**
 * Adds security if the application has an extension for it: the identities of clients, and checks at CONNECT that replace the
 * security annotations of endpoint classes. Annotations of methods are checked by Quarkus' own interceptors.
 */
class SecurityProcessor {

    static boolean isSecured(Capabilities capabilities) {
        return capabilities.isPresent(Capability.SECURITY);
    }

    @BuildStep
    void identities(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans,
            BuildProducer<UnremovableBeanBuildItem> used) {
        if (isSecured(capabilities)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(SocketSecurity.class));
            used.produce(UnremovableBeanBuildItem.beanTypes(HandshakeAuthenticator.class));
        }
    }

    @BuildStep
    void classesAreChecked(Capabilities capabilities, BuildProducer<ClassSecurityAnnotationBuildItem> checked) {
        if (isSecured(capabilities)) {
            checked.produce(new ClassSecurityAnnotationBuildItem(HandlerSearch.SOCKET_IO));
        }
    }

    /** Removes the annotations of endpoint classes: broadcasts have no identity, and clients are checked when they connect. */
    @BuildStep
    void classesAreCheckedOnce(Capabilities capabilities, CombinedIndexBuildItem index,
            Optional<SecurityTransformerBuildItem> security, BuildProducer<AnnotationsTransformerBuildItem> transformers) {
        if (isSecured(capabilities)) {
            SecurityTransformer known = SecurityTransformerBuildItem.createSecurityTransformer(index.getIndex(), security);
            transformers.produce(new AnnotationsTransformerBuildItem(AnnotationTransformation.forClasses()
                    .whenClass(type -> type.hasDeclaredAnnotation(HandlerSearch.SOCKET_IO)
                            && known.hasSecurityAnnotation(type, SECURITY_CHECK))
                    .transform(type -> type.remove(annotation -> known.isSecurityAnnotation(annotation, SECURITY_CHECK)))));
        }
    }

    @BuildStep
    NamespaceChecksBuildItem checks(Capabilities capabilities, HandlersBuildItem found, BeanArchiveIndexBuildItem index,
            Optional<ClassSecurityCheckStorageBuildItem> storage, Optional<SecurityTransformerBuildItem> security) {
        List<NamespaceCheck> checks = new ArrayList<>();
        if (isSecured(capabilities)) {
            SecurityTransformer known = SecurityTransformerBuildItem.createSecurityTransformer(index.getIndex(), security);
            for (Map.Entry<ClassInfo, EndpointNamespace> endpoint : found.endpoints.entrySet()) {
                ClassInfo type = endpoint.getKey();
                if (storage.map(all -> all.getSecurityCheck(type.name())).orElse(null) instanceof SecurityCheck check) {
                    checks.add(new NamespaceCheck(endpoint.getValue(), check));
                } else if (known.hasSecurityAnnotation(type, SECURITY_CHECK)) {
                    throw new IllegalStateException("[BUG] Quarkus has no check for the security annotation of " + type.name());
                }
            }
        }
        return new NamespaceChecksBuildItem(checks);
    }
}
