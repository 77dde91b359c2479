package dev.signalbox.gate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a gate for policy files, metrics, the API and the docs. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface GateSpec {
    String name();

    /** Where the method comes from, such as {@code arXiv:2502.08773}; empty when it is plain arithmetic. */
    String paper() default "";

    /** One line for people. */
    String summary();
}
