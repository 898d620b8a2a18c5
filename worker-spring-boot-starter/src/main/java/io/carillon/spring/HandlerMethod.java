package io.carillon.spring;

import io.carillon.worker.task.Handler;
import io.carillon.worker.task.JobContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/** A method that does the work of a job. Its bean is asked for when there is work, and may be made only then. */
final class HandlerMethod implements Handler<Object> {

    private final BeanFactory beans;
    private final String bean;
    private final Method method;
    private final Class<?>[] parameters;

    private HandlerMethod(BeanFactory beans, String bean, Method method) {
        this.beans = beans;
        this.bean = bean;
        this.method = method;
        this.parameters = method.getParameterTypes();
    }

    /** @param method as it can be called on the bean, which may be a proxy */
    static HandlerMethod of(BeanFactory beans, String bean, Method method) {
        if (!beans.isSingleton(bean)) {
            throw mistake(method, "bean '" + bean + "' is not a singleton: there would be another for each run");
        }
        int contexts = 0;
        for (Class<?> parameter : method.getParameterTypes()) {
            contexts += parameter == JobContext.class ? 1 : 0;
            if (parameter.isPrimitive() || parameter.isArray() || CharSequence.class.isAssignableFrom(parameter)) {
                throw mistake(method, "params are an object with members, not a " + parameter.getSimpleName());
            }
        }
        if (contexts > 1 || method.getParameterCount() - contexts > 1) {
            throw mistake(method, "it takes the run's params, a JobContext, either, both or none");
        }
        Class<?> result = method.getReturnType();
        if (Future.class.isAssignableFrom(result) || CompletionStage.class.isAssignableFrom(result)) {
            throw mistake(method, "it returns when the work is done, and not a " + result.getSimpleName());
        }
        ReflectionUtils.makeAccessible(method);
        return new HandlerMethod(beans, bean, method);
    }

    /** What the run's params are read as; as they come, if the method does not want them. */
    Class<?> paramsType() {
        for (Class<?> parameter : parameters) {
            if (parameter != JobContext.class) {
                return parameter;
            }
        }
        return Object.class;
    }

    @Override
    public @Nullable Object run(Object params, JobContext run) throws Exception {
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parameters[i] == JobContext.class ? run : params;
        }
        try {
            return method.invoke(beans.getBean(bean), arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception exception) {
                throw exception;
            }
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw thrown;
        }
    }

    @Override
    public String toString() {
        return nameOf(method) + " (bean '" + bean + "')";
    }

    static String nameOf(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    private static IllegalStateException mistake(Method method, String what) {
        return new IllegalStateException("@CarillonJob of " + nameOf(method) + ": " + what);
    }
}
