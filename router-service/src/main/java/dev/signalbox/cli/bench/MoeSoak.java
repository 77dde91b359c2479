package dev.signalbox.cli.bench;

import dev.signalbox.cli.bench.MoeChecks.Leak;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply;
import dev.signalbox.moe.BundledModels;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.LocalStanding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Mixed requests to all shipped models at once, which share memory for half of them: they come and go under load. */
final class MoeSoak {

    private static final int ASKERS = 8;
    private static final int CONTEXT = 512;
    private static final String QUESTION = "What is 17 + 25?";

    private final Path folder;
    private final int requests;

    /** @param folder for the native library and bundled models, private to this installation */
    MoeSoak(Path folder, int requests) {
        this.folder = folder;
        this.requests = requests;
    }

    /** Every tenth request is cancelled; memory is read after a tenth of them and after all. */
    Leak run() throws IOException, InterruptedException {
        var provider = new LocalProvider(folder, new SplittableRandom(1), halfOfAll());
        var servers = new ArrayList<LocalServer>();
        try {
            for (var model : BundledModels.names()) {
                servers.add(new LocalServer(provider, config(model), CONTEXT));
            }
            ask(servers, Math.max(1, requests / 10));
            System.gc();
            long before = ResidentMemory.anonymousKib().orElse(0);
            var replies = ask(servers, requests);
            System.gc();
            long after = ResidentMemory.anonymousKib().orElse(0);
            int answered = count(replies, Reply.Answer.class);
            int cancelled =
                    (int) replies.stream().filter(MoeChecks::isCancelled).count();
            return new Leak(requests, answered, cancelled, requests - answered - cancelled, before, after);
        } finally {
            servers.forEach(LocalServer::close);
        }
    }

    private static LocalProvider.Config config(String model) {
        return LocalProvider.Config.of(model)
                .slots(1)
                .load(LocalProvider.Load.DEMAND)
                .config();
    }

    /** What all of them would take, halved. */
    private long halfOfAll() {
        var roomy = new LocalProvider(folder, new SplittableRandom(1));
        var all = BundledModels.names().stream()
                .map(model -> new LocalServer(roomy, config(model), CONTEXT))
                .toList();
        try {
            return roomy.standings().stream().mapToLong(LocalStanding::bytes).sum() / 2;
        } finally {
            all.forEach(LocalServer::close);
        }
    }

    private static int count(List<Reply> replies, Class<? extends Reply> kind) {
        return (int) replies.stream().filter(kind::isInstance).count();
    }

    private static List<Reply> ask(List<LocalServer> servers, int requests) throws InterruptedException {
        return Crowd.ask(ASKERS, requests, index -> one(servers, index));
    }

    private static Reply one(List<LocalServer> servers, int index) {
        var random = new SplittableRandom(index);
        var server = servers.get(random.nextInt(servers.size()));
        var cancellation = new Cancellation();
        Runnable first = index % 10 == 0 ? cancellation::cancel : () -> {};
        return server.ask(QUESTION.repeat(random.nextInt(1, 8)), random.nextInt(1, 40), first, cancellation);
    }
}
