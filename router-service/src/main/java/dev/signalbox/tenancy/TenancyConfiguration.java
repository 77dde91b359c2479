package dev.signalbox.tenancy;

import dev.signalbox.store.AuditLog;
import dev.signalbox.store.Database;
import dev.signalbox.store.Home;
import dev.signalbox.store.News;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class TenancyConfiguration {

    @Bean
    KeyRing keyRing(Database database, AuditLog audit) {
        return new KeyRing(new KeyStore(database), audit, InstantSource.system());
    }

    @Bean
    KeyWatch keyWatch(KeyRing keys, Home home, News news, @Value("${signalbox.admin-key:}") String adminKey) {
        return new KeyWatch(keys, new AdminKey(keys, home, adminKey), news);
    }
}
