package dev.signalbox.cli.bench;

import dev.signalbox.experts.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Several who ask at once until all requests are made. */
final class Crowd {

    private Crowd() {}

    /** @param one makes the request of a number, from 0 */
    static List<Reply> ask(int askers, int requests, IntFunction<Reply> one) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(askers)) {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < requests; i++) {
                int number = i;
                replies.add(threads.submit(() -> one.apply(number)));
            }
            var all = new ArrayList<Reply>();
            for (var each : replies) {
                all.add(each.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
