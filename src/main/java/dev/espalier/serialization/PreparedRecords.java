package dev.espalier.serialization;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.module.SimpleModule;

/** Makes ready once how a record is constructed. Jackson does so for every record that it reads, which costs as much as parsing it. */
final class PreparedRecords extends SimpleModule {
    private static final long serialVersionUID = 1;

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addValueInstantiators(new ValueInstantiators.Base() {
            @Override
            public ValueInstantiator modifyValueInstantiator(
                    DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator made) {
                return type.isRecordType()
                                && made instanceof StdValueInstantiator known
                                && known.getWithArgsCreator() instanceof AnnotatedConstructor constructor
                        ? new Prepared(known, constructor.getAnnotated())
                        : made;
            }
        });
    }

    private static final class Prepared extends StdValueInstantiator {
        private final MethodHandle constructor;

        private Prepared(StdValueInstantiator known, Constructor<?> constructor) {
            super(known);
            this.constructor = prepare(constructor);
        }

        /** Jackson has made it accessible, where the package is open to it. */
        private static MethodHandle prepare(Constructor<?> constructor) {
            try {
                return MethodHandles.lookup()
                        .unreflectConstructor(constructor)
                        .asFixedArity()
                        .asSpreader(Object[].class, constructor.getParameterCount())
                        .asType(MethodType.methodType(Object.class, Object[].class));
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] components) {
            try {
                return (Object) constructor.invokeExact(components);
            } catch (Throwable refused) {
                return context.handleInstantiationProblem(
                        getValueClass(), components, rewrapCtorProblem(context, refused));
            }
        }
    }
}
