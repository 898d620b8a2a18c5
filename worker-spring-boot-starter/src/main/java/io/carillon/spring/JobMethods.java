package io.carillon.spring;

import io.carillon.worker.declare.JobDeclaration;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/** Finds the methods of beans that do the work of jobs. No bean is made for that. */
final class JobMethods {

    private final ConfigurableListableBeanFactory beans;
    private final List<Found> found = new ArrayList<>();
    private final Map<String, HandlerMethod> taken = new HashMap<>();

    private JobMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** A handler and the job that it declares. */
    record Found(JobDeclaration job, HandlerMethod method) {}

    static List<Found> in(ConfigurableListableBeanFactory beans) {
        var methods = new JobMethods(beans);
        for (String bean : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(bean) ? null : methods.typeOf(bean);
            if (type != null && AnnotationUtils.isCandidateClass(type, CarillonJob.class)) {
                methods.look(bean, type);
            }
        }
        return List.copyOf(methods.found);
    }

    private void look(String bean, Class<?> type) {
        for (Method method : MethodIntrospector.selectMethods(
                type, (MethodFilter) each -> AnnotatedElementUtils.hasAnnotation(each, CarillonJob.class))) {
            CarillonJob annotation = AnnotatedElementUtils.findMergedAnnotation(method, CarillonJob.class);
            if (annotation != null) {
                add(bean, type, method, annotation);
            }
        }
    }

    private void add(String bean, Class<?> type, Method method, CarillonJob annotation) {
        Class<?> made = beans.getType(bean);
        Method invocable = AopUtils.selectInvocableMethod(method, made == null ? type : made);
        var job = new AnnotatedJob(annotation, method, this::resolved);
        var handler = HandlerMethod.of(beans, bean, invocable);
        var declaration = job.declaration();
        take("handler \"" + declaration.handler() + "\"", handler);
        take("of job \"" + declaration.namespace() + "/" + declaration.name() + "\"", handler);
        found.add(new Found(declaration, handler));
    }

    private void take(String what, HandlerMethod handler) {
        var other = taken.put(what, handler);
        if (other != null) {
            throw new IllegalStateException(
                    "two methods with @CarillonJob are " + what + ": " + other + " and " + handler);
        }
    }

    /** What a bean is beneath its proxies; null where that can't be told. */
    private @Nullable Class<?> typeOf(String bean) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
        boolean scoped = type != null && ScopedObject.class.isAssignableFrom(type);
        return scoped ? AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(bean)) : type;
    }

    private String resolved(String text) {
        String resolved = beans.resolveEmbeddedValue(text);
        return resolved == null ? "" : resolved;
    }
}
