package dev.signalbox;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
public class SignalboxApplication {

    static void main(String[] args) {
        SpringApplication.run(SignalboxApplication.class, args);
    }
}
