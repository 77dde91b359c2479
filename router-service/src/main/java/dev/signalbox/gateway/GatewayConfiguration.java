package dev.signalbox.gateway;

import dev.signalbox.policy.Catalogue;
import dev.signalbox.store.AuditLog;
import dev.signalbox.tenancy.Keys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/** The parts of the gateway. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
@Import({
    ChatController.class,
    RouteController.class,
    ModelsController.class,
    FeedbackController.class,
    HealthController.class,
    ErrorAdvice.class
})
class GatewayConfiguration {

    static final String CLOCK = "gatewayClock";

    /** For this package alone: others have clocks of their own. */
    @Bean(name = CLOCK, defaultCandidate = false)
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Ids ids(@Qualifier(CLOCK) InstantSource clock) {
        return new TimeOrderedIds(clock, new SecureRandom());
    }

    @Bean
    BodyReader bodyReader(GatewayProperties properties) {
        return new BodyReader(properties.maxBody());
    }

    @Bean
    ChatDecoder chatDecoder(Ids ids) {
        return new ChatDecoder(ids);
    }

    @Bean
    Steerings steerings(ObjectProvider<Steerings.Ledger> ledger, ObjectProvider<AuditLog> audit) {
        return new Steerings(ledger.getIfAvailable(() -> Steerings.Ledger.of(audit.getObject())));
    }

    @Bean
    RouteDecoder routeDecoder(ChatDecoder chats, Catalogue catalogue) {
        return new RouteDecoder(chats, catalogue);
    }

    @Bean
    ClientWatch clientWatch(GatewayProperties properties) {
        return new ClientWatch(properties.clientCheck());
    }

    @Bean
    FilterRegistrationBean<KeyFilter> keyFilter(Keys keys, GatewayProperties properties) {
        var registration = new FilterRegistrationBean<>(new KeyFilter(keys, properties.openMetrics()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** Before the keys are checked, so that refusals are counted too. */
    @Bean
    FilterRegistrationBean<RequestMeter> requestMeter(ObjectProvider<MeterRegistry> meters) {
        var registration =
                new FilterRegistrationBean<>(new RequestMeter(meters.getIfAvailable(SimpleMeterRegistry::new)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> gatewayServer() {
        return server -> {
            server.setProtocol(ClientSocketProtocol.class.getName());
            // Model names hold slashes, and some clients encode them in GET /v1/models/NAME.
            server.addConnectorCustomizers(
                    connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
        };
    }
}
