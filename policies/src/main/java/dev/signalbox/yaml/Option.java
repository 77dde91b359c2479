package dev.signalbox.yaml;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one option: a component of a record that is bound to YAML. The file's key is the component's name in
 * kebab-case.
 *
 * <p>A component is required unless it has {@link #otherwise}, is nullable, is an {@code Optional} or a collection, or is
 * a record whose own components may all be left out.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Option {

    /** One line for people. */
    String value();

    /** The value when the key is missing, written as in a file; none makes the option required. */
    String otherwise() default "";
}
