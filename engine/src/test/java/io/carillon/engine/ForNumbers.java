package io.carillon.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** A test of what holds for any numbers: it gets a hundred sets of them, the same in each build. One that fails says with which. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@RepeatedTest(100)
@ExtendWith(ForNumbers.Numbers.class)
@interface ForNumbers {

    /** The least and the greatest number that a parameter may be; of a list, each of its numbers. */
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Between {

        int least() default 0;

        int most();
    }

    /** How many numbers a list has at least; at most it has twenty. */
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface AtLeast {

        int value();
    }

    final class Numbers implements ParameterResolver, InvocationInterceptor {

        private static final int LONGEST = 20;

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.isAnnotated(Between.class)
                    || parameter.getParameter().getType() == boolean.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            var chance = new Random(31L * test.getUniqueId().hashCode() + parameter.getIndex());
            if (parameter.getParameter().getType() == boolean.class) {
                return chance.nextBoolean();
            }
            Between between = parameter.findAnnotation(Between.class).orElseThrow();
            if (parameter.getParameter().getType() == int.class) {
                return number(between.least(), between.most(), chance);
            }
            int least =
                    parameter.findAnnotation(AtLeast.class).map(AtLeast::value).orElse(0);
            return IntStream.range(0, number(least, LONGEST, chance))
                    .mapToObj(_ -> number(between.least(), between.most(), chance))
                    .toList();
        }

        /** The ends are where most mistakes are made. */
        private static int number(int least, int most, Random chance) {
            return switch (chance.nextInt(8)) {
                case 0 -> least;
                case 1 -> most;
                default -> least + chance.nextInt(most - least + 1);
            };
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext test)
                throws Throwable {
            try {
                invocation.proceed();
            } catch (AssertionError | RuntimeException failure) {
                failure.addSuppressed(new AssertionError("with " + List.copyOf(call.getArguments())));
                throw failure;
            }
        }
    }
}
