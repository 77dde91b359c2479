package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExecutionProperties.class)
class ExecutionConfiguration {

    /** Draws from the calling thread's own generator, so that retries do not contend. */
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    @Bean
    Time time() {
        return new SystemTime();
    }

    @Bean
    CurrentFleet currentFleet() {
        return new CurrentFleet(new Fleet(Map.of(), List.of()));
    }

    @Bean
    Breakers breakers(CurrentFleet fleet, MeterRegistry meters) {
        return new Breakers(fleet, meters);
    }

    @Bean
    LocalWorkers localWorkers(LocalProvider provider, MeterRegistry meters) {
        return new LocalWorkers(provider, meters);
    }

    @Bean
    Depot depot(CurrentFleet fleet, Time time) {
        return new Depot(fleet, time, RANDOM);
    }

    @Bean
    AttemptLog attemptLog(MeterRegistry meters) {
        return new AttemptLog(meters);
    }

    @Bean
    Advisers advisers(CurrentFleet fleet, Time time, ExecutionProperties properties, AttemptLog log) {
        return new FleetAdvisers(fleet, time, properties, log);
    }

    @Bean
    Executor executor(CurrentFleet fleet, Time time, ExecutionProperties properties, AttemptLog log) {
        return new PlanExecutor(fleet, time, properties, log);
    }
}
