package io.quarkiverse.socketio.deployment;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.jandex.DotName;
import org.jboss.jandex.JandexReflection;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketScoped;
import io.quarkiverse.socketio.deployment.HandlerSignature.Parameter;
import io.quarkiverse.socketio.deployment.HandlersBuildItem.Handler;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcastHandlers;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcasterImpl;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.EventBusBridge;
import io.quarkiverse.socketio.runtime.quarkus.context.CurrentSocket;
import io.quarkiverse.socketio.runtime.quarkus.context.SocketContext;
import io.quarkiverse.socketio.runtime.quarkus.dev.DevReloadTrigger;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.BeanMethod;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoint;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointRecorder;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.HandlerKind;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.MethodParameter;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.MethodResult;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.AutoAddScopeBuildItem;
import io.quarkus.arc.deployment.BeanArchiveIndexBuildItem;
import io.quarkus.arc.deployment.BeanDefiningAnnotationBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.ContextRegistrationPhaseBuildItem;
import io.quarkus.arc.deployment.ContextRegistrationPhaseBuildItem.ContextConfiguratorBuildItem;
import io.quarkus.arc.deployment.CustomScopeBuildItem;
import io.quarkus.arc.deployment.InvokerFactoryBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.TransformedAnnotationsBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.arc.processor.BuiltinScope;
import io.quarkus.arc.processor.InvokerBuilder;
import io.quarkus.arc.processor.InvokerInfo;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem.DefaultIgnoreTypePredicate;
import io.quarkus.deployment.execannotations.ExecutionModelAnnotationsAllowedBuildItem;
import io.quarkus.deployment.recording.RecorderContext;

/** Finds the handler methods of beans, checks them, and makes them callable by ArC invokers. */
class EndpointProcessor {

    private static final DotName SOCKET = DotName.createSimple(Socket.class);
    private static final DotName SOCKET_SCOPED = DotName.createSimple(SocketScoped.class);

    @BuildStep
    BeanDefiningAnnotationBuildItem endpointsAreBeans() {
        return new BeanDefiningAnnotationBuildItem(HandlerSearch.SOCKET_IO, BuiltinScope.SINGLETON.getName());
    }

    @BuildStep
    AutoAddScopeBuildItem classesWithBroadcastHandlersAreBeans() {
        return AutoAddScopeBuildItem.builder().containsAnnotations(HandlerSearch.annotation(HandlerKind.BROADCAST))
                .defaultScope(BuiltinScope.SINGLETON).reason("Found @OnBroadcast methods").build();
    }

    @BuildStep
    ContextConfiguratorBuildItem socketScope(ContextRegistrationPhaseBuildItem phase) {
        return new ContextConfiguratorBuildItem(
                phase.getContext().configure(SocketScoped.class).normal().contextClass(SocketContext.class));
    }

    @BuildStep
    CustomScopeBuildItem socketScopeDefinesBeans() {
        return new CustomScopeBuildItem(SocketScoped.class);
    }

    @BuildStep
    AdditionalBeanBuildItem currentSocket() {
        return new AdditionalBeanBuildItem(CurrentSocket.class);
    }

    @BuildStep
    AdditionalBeanBuildItem broadcaster() {
        return AdditionalBeanBuildItem.builder().setUnremovable()
                .addBeanClasses(BroadcastHandlers.class, BroadcasterImpl.class, EventBusBridge.class).build();
    }

    @BuildStep(onlyIf = IsDevelopment.class)
    AdditionalBeanBuildItem devReload() {
        return AdditionalBeanBuildItem.unremovableOf(DevReloadTrigger.class);
    }

    @BuildStep
    ExecutionModelAnnotationsAllowedBuildItem handlersHaveExecutionModels() {
        return new ExecutionModelAnnotationsAllowedBuildItem(EndpointProcessor::isHandler);
    }

    private static boolean isHandler(MethodInfo method) {
        return Stream.of(HandlerKind.values()).anyMatch(kind -> method.hasDeclaredAnnotation(HandlerSearch.annotation(kind)));
    }

    @BuildStep
    HandlersBuildItem findHandlers(BeanArchiveIndexBuildItem index, BeanDiscoveryFinishedBuildItem beans,
            TransformedAnnotationsBuildItem annotations, Capabilities capabilities) {
        return new HandlerSearch(index.getIndex(), new AnnotationLookup(annotations),
                SecurityProcessor.isSecured(capabilities))
                .find(beans.beanStream().classBeans().stream().map(BeanInfo::getImplClazz).toList());
    }

    @BuildStep
    UnremovableBeanBuildItem handlersAreUsed(HandlersBuildItem found) {
        return UnremovableBeanBuildItem.beanTypes(found.handlers.stream()
                .map(handler -> handler.signature().bean().name()).collect(toSet()));
    }

    @BuildStep
    void jacksonInNativeImages(HandlersBuildItem found, BuildProducer<ReflectiveHierarchyBuildItem> reflective) {
        for (Handler handler : found.handlers) {
            HandlerSignature signature = handler.signature();
            Stream<Type> arguments = signature.parameters().flatMap(parameter -> parameter.argument().stream());
            Stream<Type> answer = signature.mayAnswer() && signature.returnsValue() ? Stream.of(signature.result())
                    : Stream.empty();
            Stream.concat(arguments, answer).forEach(type -> reflective.produce(ReflectiveHierarchyBuildItem.builder(type)
                    .ignoreTypePredicate(EndpointProcessor::isNoBean).source(signature.toString()).build()));
        }
    }

    /** Vert.x' buffers are binary arguments, not JSON. */
    private static boolean isNoBean(DotName type) {
        return DefaultIgnoreTypePredicate.INSTANCE.test(type) || type.toString().startsWith("io.vertx.");
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem makeCallable(HandlersBuildItem found, BeanDiscoveryFinishedBuildItem beans,
            NamespaceChecksBuildItem checks, InvokerFactoryBuildItem invokers, EndpointRecorder recorder,
            RecorderContext context) { // wall: what is recorded together
        Map<DotName, BeanInfo> beansByClass = beans.beanStream().classBeans().stream()
                .collect(toMap(bean -> bean.getImplClazz().name(), identity()));
        List<Endpoint> endpoints = new ArrayList<>();
        for (Handler handler : found.handlers) {
            HandlerSignature signature = handler.signature();
            List<MethodParameter> parameters = signature.parameters().map(parameter -> recorded(signature, parameter)).toList();
            InvokerInfo invoker = invoker(signature,
                    invokers.createInvoker(beansByClass.get(signature.bean().name()), signature.method()));
            endpoints.add(new Endpoint(signature.bean().name().toString(), signature.kind(), signature.namespace(),
                    signature.event(),
                    new BeanMethod(signature.toString(), handler.mode(),
                            new MethodResult(signature.ackMode(), signature.returnsUni(), signature.logsFailures()), parameters,
                            context.newInstance(className(invoker)))));
        }
        return SyntheticBeanBuildItem.configure(Endpoints.class).scope(Singleton.class).unremovable()
                .supplier(recorder.endpoints(found.namespaces(), checks.checks, endpoints, usesSocketScope(beans))).done();
    }

    private static MethodParameter recorded(HandlerSignature signature, Parameter parameter) {
        return parameter.argument().map(JandexReflection::loadType)
                .map(type -> new MethodParameter(boxed(type), parameter.required()))
                .orElse(new MethodParameter(signature.callType(), false));
    }

    /** Returns the type as which a missing argument is {@code null}, not 0. */
    private static java.lang.reflect.Type boxed(java.lang.reflect.Type type) {
        return type instanceof Class<?> c ? MethodType.methodType(c).wrap().returnType() : type;
    }

    /** Returns whether the application has a bean of the scope, or injects a socket, perhaps as an {@code Instance}. */
    private static boolean usesSocketScope(BeanDiscoveryFinishedBuildItem beans) {
        return beans.beanStream().stream().anyMatch(bean -> bean.getScope().getDotName().equals(SOCKET_SCOPED)
                && bean.getTypes().stream().noneMatch(type -> SOCKET.equals(type.name())))
                || new InjectionPoints(beans).of(SOCKET).findAny().isPresent();
    }

    private static InvokerInfo invoker(HandlerSignature signature, InvokerBuilder invoker) {
        int position = 0;
        for (Parameter parameter : signature.parameters().toList()) {
            parameter.kind().bind(invoker, position++);
        }
        return invoker.withInstanceLookup().build();
    }

    private static String className(InvokerInfo invoker) {
        ClassDesc type = invoker.getClassDesc();
        return type.packageName().isEmpty() ? type.displayName() : type.packageName() + "." + type.displayName();
    }
}
