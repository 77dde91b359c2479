package dev.signalbox.gate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a batch gate for requests, the API and the docs. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface BatchGateSpec {
    String name();

    /** Where the method comes from, such as {@code arXiv:2202.09368}; empty when it is plain arithmetic. */
    String paper() default "";

    /** One line for people. */
    String summary();
}
