package dev.signalbox.pipeline;

import dev.signalbox.yaml.ConfigException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the operator's files in force, at start and whenever they change or a snapshot is promoted, here or by another
 * replica. A wrong file never replaces a right one.
 */
public final class ConfigReload {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

    private final ConfigFolder folder;
    private final PolicyLoader loader;
    private final CurrentPolicies policies;
    private final LongSupplier promotions;
    private final InstantSource clock;
    /** Of the files last put in force or found wrong. */
    private String tried = "";
    /** As of the last look. */
    private String seen = "";

    /** The latest promotion when files were last put in force or found wrong. */
    private long triedPromotion;

    private ConfigStatus status;

    /** @param promotions number of the latest one; a new number means new snapshots */
    ConfigReload(
            ConfigFolder folder,
            PolicyLoader loader,
            CurrentPolicies policies,
            LongSupplier promotions,
            InstantSource clock) {
        this.folder = folder;
        this.loader = loader;
        this.policies = policies;
        this.promotions = promotions;
        this.clock = clock;
        this.status = new ConfigStatus(
                false,
                clock.instant(),
                List.of(),
                List.of(ConfigStatus.Problem.general("nothing is loaded yet")),
                Map.of());
    }

    public synchronized ConfigStatus status() {
        return status;
    }

    /** Loads what stands on disk, or throws what is wrong with it. */
    synchronized void load() {
        var fingerprint = folder.fingerprint();
        tried = fingerprint;
        seen = fingerprint;
        // before snapshots are read: one promoted meanwhile is then noticed by the next look
        triedPromotion = promotions.getAsLong();
        var loaded = loader.load(folder.read());
        policies.swap(loaded.policies());
        status = new ConfigStatus(true, clock.instant(), loaded.files(), List.of(), loaded.outOfService());
    }

    /** Loads again, as after a snapshot was promoted; what is in force stays so when something is wrong. */
    public synchronized ConfigStatus reload() {
        try {
            load();
            LOG.info("{} is in force", folder.path());
        } catch (ConfigException e) {
            LOG.error("{} is wrong, what was in force stays so:\n{}", folder.path(), e.getMessage());
            status = status.wrong(
                    e.problems().stream().map(ConfigStatus.Problem::of).toList());
        } catch (UncheckedIOException e) {
            LOG.error("{} is wrong, what was in force stays so:\n{}", folder.path(), e.getMessage());
            status = status.wrong(List.of(ConfigStatus.Problem.general(String.valueOf(e.getMessage()))));
        } catch (RuntimeException e) {
            LOG.error("{} could not be loaded, next try soon", folder.path(), e);
            status = status.wrong(List.of(ConfigStatus.Problem.general("it could not be loaded; the log says why")));
            tried = "";
        }
        return status;
    }

    /** Looks for changes; a file that is still being written is left for the next look. */
    void poll() {
        // asked for outside the lock, because a database that is away takes seconds to say so
        poll(promotions.getAsLong());
    }

    private synchronized void poll(long promotion) {
        var now = folder.fingerprint();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !(now.equals(tried) && promotion <= triedPromotion)) {
            reload();
        }
    }
}
