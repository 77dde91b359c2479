package dev.signalbox.store;

import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class StoreConfiguration {

    @Bean
    Home home(@Value("${signalbox.home:.signalbox}") Path root) {
        return new Home(root);
    }

    @Bean
    HomeLock homeLock(Home home) {
        return HomeLock.take(home);
    }

    // the lock is asked for so that it is held before anything is touched, and freed last
    @Bean
    Database database(Home home, HomeLock lock, DatabaseSettings settings) {
        return Database.start(home, settings);
    }

    /** Fails the start when the database cannot be reached; by then everything else has been built beside it. */
    @Bean
    SmartInitializingSingleton databaseAwaited(Database database) {
        return database::dataSource;
    }

    @Bean
    CatalogStore catalogStore(Database database) {
        return new CatalogStore(database);
    }

    @Bean
    SnapshotStore snapshotStore(Database database) {
        return new SnapshotStore(database);
    }

    @Bean
    News news(Database database) {
        return new News(database);
    }

    @Bean
    SmartInitializingSingleton newsHeard(News news) {
        return news::start;
    }

    @Bean
    DecisionStore decisionStore(Database database) {
        return new DecisionStore(database);
    }

    @Bean
    JobStore jobStore(Database database) {
        return new JobStore(database, InstantSource.system());
    }

    @Bean
    GradeStore gradeStore(Database database) {
        return new GradeStore(database);
    }

    @Bean
    GateStore gateStore(Database database) {
        return new GateStore(database);
    }

    @Bean
    AuditLog auditLog(Database database) {
        return new AuditLog(database, InstantSource.system());
    }
}
