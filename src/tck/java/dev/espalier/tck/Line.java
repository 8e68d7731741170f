package dev.espalier.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which numbered lines of the store contract a test proves. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Line {
    /** As they are numbered; {@link Contract#INTERFACES} for a promise that stands in the Javadoc of the interfaces alone. */
    String[] value();
}
