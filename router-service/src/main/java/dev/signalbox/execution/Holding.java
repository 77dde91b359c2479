package dev.signalbox.execution;

import dev.signalbox.experts.Expert;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open expert and how many fleets hold it; the last one to let go closes it. */
final class Holding {

    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private final String name;
    private final Expert expert;
    private final AtomicInteger holders = new AtomicInteger();

    Holding(String name, Expert expert) {
        this.name = name;
        this.expert = expert;
    }

    Expert expert() {
        return expert;
    }

    void hold() {
        holders.incrementAndGet();
    }

    void letGo() {
        if (holders.decrementAndGet() > 0) {
            return;
        }
        try {
            expert.close();
            LOG.info("closed {}", name);
        } catch (RuntimeException bug) {
            LOG.error("closing {} failed", name, bug);
        }
    }
}
