package dev.espalier.tck;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The whole kit on a store with a fault, which is named by a parameter of the run. Not found by the build, on purpose. */
@ExtendWith(FaultyConformance.Given.class)
class FaultyConformance extends EventStoreConformance {
    static final String FAULT = "fault";

    private final Fault fault;

    FaultyConformance(Fault fault) {
        this.fault = fault;
    }

    @Override
    protected StoreFixture fixture() {
        return new FaultFixture(fault);
    }

    /** Reads the parameter. */
    static final class Given implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Fault.class;
        }

        @Override
        public Fault resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Fault.valueOf(context.getConfigurationParameter(FAULT).orElseThrow());
        }
    }
}
