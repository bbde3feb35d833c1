package io.quarkiverse.socketio.deployment;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassInfo.NestingType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jboss.logging.Logger;

import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.deployment.HandlersBuildItem.Handler;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * Finds the handler methods of beans, inherited ones too, and reports annotations that have no effect.
 * <p>
 * Thread: one build step.
 */
final class HandlerSearch {
    static final DotName SOCKET_IO = DotName.createSimple(SocketIO.class);

    private static final Logger LOG = Logger.getLogger(HandlerSearch.class);

    private final IndexView index;
    private final AnnotationLookup annotations;
    private final boolean secured;
    private final Problems problems = new Problems();

    /** @param secured whether the application has a security extension */
    HandlerSearch(IndexView index, AnnotationLookup annotations, boolean secured) {
        this.index = index;
        this.annotations = annotations;
        this.secured = secured;
    }

    /** Returns the handlers of these beans; fails if any of them violates a rule. */
    HandlersBuildItem find(Collection<ClassInfo> beans) {
        HandlerRules rules = new HandlerRules(beans.stream().map(ClassInfo::name).collect(toSet()), problems);
        ExecutionRules execution = new ExecutionRules(annotations, problems);
        SecurityRules security = new SecurityRules(index, annotations, secured, problems);
        Map<ClassInfo, EndpointNamespace> endpoints = new LinkedHashMap<>();
        List<Handler> handlers = new ArrayList<>();
        // in an order that does not change from build to build
        for (ClassInfo bean : beans.stream().sorted(comparing(ClassInfo::name)).toList()) {
            namespace(bean).ifPresent(namespace -> {
                endpoints.put(bean, namespace);
                security.checkEndpoint(bean);
            });
            List<HandlerSignature> found = handlersOf(bean);
            if (found.isEmpty() && endpoints.containsKey(bean)) {
                LOG.warnf("%s has @SocketIO but no method that handles anything, such as one with @OnEvent: clients can connect"
                        + " to %s, and what they send is ignored unless another class handles it", bean.name(),
                        endpoints.get(bean));
            }
            for (HandlerSignature signature : found) {
                rules.check(signature);
                security.checkHandler(signature);
                handlers.add(new Handler(signature, execution.mode(signature)));
            }
        }
        checkPlaces();
        problems.failIfAny();
        return new HandlersBuildItem(endpoints, handlers);
    }

    /** Returns the annotation of that kind of handlers. */
    static DotName annotation(HandlerKind kind) {
        return DotName.createSimple(kind.annotation());
    }

    /** Returns the namespace of a class, if it is an endpoint. */
    private Optional<EndpointNamespace> namespace(ClassInfo type) {
        return annotations.find(type, SOCKET_IO).map(annotation -> {
            String pattern = text(annotation.value("pattern"), "");
            return new EndpointNamespace(text(annotation.value(), pattern.isEmpty() ? "/" : ""), pattern);
        });
    }

    private static String text(AnnotationValue value, String otherwise) {
        return value == null ? otherwise : value.asString();
    }

    private List<HandlerSignature> handlersOf(ClassInfo bean) {
        List<HandlerSignature> found = new ArrayList<>();
        for (MethodInfo method : methodsOf(bean)) {
            List<HandlerKind> kinds = kinds(method);
            if (kinds.size() > 1) {
                problems.add(method, "has two annotations of handlers, " + kinds.get(0) + " and " + kinds.get(1));
            } else if (kinds.size() == 1) {
                signature(bean, method, kinds.get(0)).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Returns empty for a handler method that a bean inherits without being an endpoint. */
    private Optional<HandlerSignature> signature(ClassInfo bean, MethodInfo method, HandlerKind kind) {
        AnnotationInstance annotation = annotations.find(method, annotation(kind)).orElseThrow();
        String event = text(annotation.value(), "");
        AnnotationValue logs = annotation.value("logs");
        boolean logsFailures = logs != null && logs.asBoolean();
        Optional<EndpointNamespace> namespace = kind == HandlerKind.BROADCAST ? Optional.of(EndpointNamespace.NONE)
                : namespace(bean);
        return namespace.map(name -> new HandlerSignature(bean, method, kind, name, event, logsFailures));
    }

    private List<HandlerKind> kinds(MethodInfo method) {
        return Stream.of(HandlerKind.values()).filter(kind -> annotations.has(method, annotation(kind))).toList();
    }

    /** Returns all methods, those of superclasses first, without overridden ones. */
    private List<MethodInfo> methodsOf(ClassInfo bean) {
        List<MethodInfo> methods = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        for (ClassInfo type = bean; type != null; type = superclass(type, index)) {
            List<MethodInfo> own = type.methods().stream()
                    .filter(method -> !method.isSynthetic() && seen.add(signature(method))).toList();
            // a bridge method has the erased signature of a generic method that is overridden
            type.methods().stream().filter(MethodInfo::isSynthetic).forEach(method -> seen.add(signature(method)));
            methods.addAll(0, own);
        }
        return methods;
    }

    private static List<Object> signature(MethodInfo method) {
        return List.of(method.name(), method.parameterTypes().stream().map(Type::name).toList());
    }

    static ClassInfo superclass(ClassInfo type, IndexView index) {
        return type.superName() == null ? null : index.getClassByName(type.superName());
    }

    /** Reports annotations on classes that cannot be beans or endpoints. */
    private void checkPlaces() {
        for (AnnotationInstance annotation : index.getAnnotations(SOCKET_IO)) {
            checkEndpoint(annotation.target().asClass());
        }
        for (HandlerKind kind : HandlerKind.values()) {
            for (AnnotationInstance annotation : index.getAnnotations(annotation(kind))) {
                checkPlace(annotation.target().asMethod(), kind);
            }
        }
    }

    private void checkEndpoint(ClassInfo type) {
        if (type.isInterface() || type.isAbstract()) {
            problems.add(type, "is " + (type.isInterface() ? "an interface" : "abstract")
                    + "; @SocketIO belongs on the class of a bean");
        } else if (type.nestingType() != NestingType.TOP_LEVEL && !Modifier.isStatic(type.flags())) {
            problems.add(type, "is an inner class, which cannot be a bean; make it static");
        }
        checkNamespace(type, namespace(type).orElseThrow());
    }

    private void checkNamespace(ClassInfo type, EndpointNamespace namespace) {
        String name = namespace.name();
        if (!namespace.pattern().isEmpty()) {
            checkPattern(type, namespace);
        } else if (!name.startsWith("/")) {
            problems.add(type, "names the namespace \"" + name + "\"; it must begin with /");
        } else if (!PacketParser.isNamespace(name) || name.contains("?")) {
            problems.add(type, "names the namespace \"" + name
                    + "\"; the protocol has no room for , and ? in it, and for more than 1,023 bytes");
        }
    }

    private void checkPattern(ClassInfo type, EndpointNamespace namespace) {
        if (!namespace.name().isEmpty()) {
            problems.add(type, "has a namespace and a pattern; @SocketIO takes one of them");
        }
        try {
            Pattern.compile(namespace.pattern());
        } catch (PatternSyntaxException e) {
            problems.add(type, "has the pattern \"" + namespace.pattern() + "\", which is no regular expression: "
                    + e.getDescription());
        }
    }

    private void checkPlace(MethodInfo method, HandlerKind kind) {
        ClassInfo type = method.declaringClass();
        if (type.isInterface()) {
            problems.add(method, "is a method of an interface; " + kind + " belongs on that of the class");
        } else if (kind != HandlerKind.BROADCAST && !isEndpoint(type)
                && !hasEndpoint(index.getAllKnownSubclasses(type.name()))) {
            problems.add(method, "is never called: " + kind + " needs @SocketIO on the class");
        }
    }

    private boolean hasEndpoint(Collection<ClassInfo> types) {
        return types.stream().anyMatch(this::isEndpoint);
    }

    private boolean isEndpoint(ClassInfo type) {
        return annotations.has(type, SOCKET_IO);
    }
}
