package io.carillon.starter;

import io.carillon.spring.CarillonJob;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.SkipException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.AliasFor;

/** Applications whose beans do the work of jobs. */
public final class Shop {

    private Shop() {}

    record CloseParams(int batch, @Nullable LocalDate until) {}

    record Closed(int orderCount, String job, List<String> notes) {}

    /** What a user makes of the annotation for jobs of his. */
    @Retention(RetentionPolicy.RUNTIME)
    @CarillonJob(every = "1h", timeout = "${shop.timeout}", labels = "team=orders")
    @interface HourlyJob {

        @AliasFor(annotation = CarillonJob.class)
        String name();
    }

    /** Everything that a method may look like. */
    static class Orders {

        @CarillonJob(
                every = "200ms",
                set = {"retry.initial=1s", "priority=7", "task.params.batch=7"},
                maxAttempts = "2",
                overlap = "queue")
        Closed close(CloseParams params, JobContext run) {
            return new Closed(params.batch(), run.job(), List.of());
        }

        @CarillonJob(name = "swapped", handler = "swappedHandler", every = "200ms", set = "task.params.batch=8")
        public Closed swapped(JobContext run, CloseParams params) {
            return new Closed(params.batch(), run.job(), List.of("swapped"));
        }

        @CarillonJob(every = "200ms")
        void nothing() {
            throw new SkipException("nothing to do");
        }

        @HourlyJob(name = "${shop.prefix}-hourly")
        void hourly() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Plain {

        @Bean
        Orders orders() {
            return new Orders();
        }
    }

    /** The same application after somebody has deleted most of it. */
    static class FewerOrders {

        @CarillonJob(every = "1h")
        void kept() {}
    }

    static class MoreOrders extends FewerOrders {

        @CarillonJob(every = "1h")
        void removed() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Before {

        @Bean
        MoreOrders orders() {
            return new MoreOrders();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class After {

        @Bean
        FewerOrders orders() {
            return new FewerOrders();
        }
    }

    /** Work that takes until it is let go. */
    static class Slow {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @CarillonJob(delay = "1h")
        String slow() throws InterruptedException {
            begun.countDown();
            if (!go.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go");
            }
            return "finished";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Patient {

        @Bean
        Slow slowBean() {
            return new Slow();
        }
    }

    /** What a proxy of the JDK shows. */
    interface Billing {

        @CarillonJob(every = "200ms")
        String bill();
    }

    static class ProxiedBilling implements Billing {

        @Override
        public String bill() {
            return "billed";
        }
    }

    static class ProxiedMail {

        @CarillonJob(every = "200ms")
        public String mail() {
            return "mailed";
        }
    }

    /** A bean that nobody has asked for is made with its first run. */
    static class LateStock {

        @CarillonJob
        String count() {
            return "counted";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Proxied {

        @Bean
        static BeanNameAutoProxyCreator byInterface() {
            var proxies = new BeanNameAutoProxyCreator();
            proxies.setBeanNames("billing");
            proxies.setProxyTargetClass(false);
            return proxies;
        }

        @Bean
        static BeanNameAutoProxyCreator byClass() {
            var proxies = new BeanNameAutoProxyCreator();
            proxies.setBeanNames("mailing");
            proxies.setProxyTargetClass(true);
            return proxies;
        }

        @Bean
        ProxiedBilling billing() {
            return new ProxiedBilling();
        }

        @Bean
        ProxiedMail mailing() {
            return new ProxiedMail();
        }

        @Bean
        @Lazy
        LateStock stock() {
            return new LateStock();
        }
    }

    /** Mistakes, each an application of its own. */
    static class Mistaken {

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class OneNameTwice {

            @Bean
            FewerOrders one() {
                return new FewerOrders();
            }

            @Bean
            FewerOrders other() {
                return new FewerOrders();
            }
        }

        static class OneJobTwice {

            @CarillonJob(name = "close", handler = "one")
            void one() {}

            @CarillonJob(name = "close", handler = "other")
            void other() {}
        }

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class TwoHandlersOfAJob {

            @Bean
            OneJobTwice twice() {
                return new OneJobTwice();
            }
        }

        static class TextTaker {

            @CarillonJob
            void take(String text) {}
        }

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class WrongParameter {

            @Bean
            TextTaker taker() {
                return new TextTaker();
            }
        }

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class Prototype {

            @Bean
            @Scope("prototype")
            FewerOrders orders() {
                return new FewerOrders();
            }
        }

        static class TwoTriggers {

            @CarillonJob(cron = "0 3 * * *", every = "1h")
            void both() {}
        }

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class ContradictingTriggers {

            @Bean
            TwoTriggers both() {
                return new TwoTriggers();
            }
        }

        static class HiddenMail implements Runnable {

            @CarillonJob
            public void hidden() {}

            @Override
            public void run() {}
        }

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class HiddenByProxy {

            @Bean
            static BeanNameAutoProxyCreator byInterface() {
                var proxies = new BeanNameAutoProxyCreator();
                proxies.setBeanNames("mail");
                proxies.setProxyTargetClass(false);
                return proxies;
            }

            @Bean
            HiddenMail mail() {
                return new HiddenMail();
            }
        }
    }
}
