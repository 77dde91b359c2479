package dev.signalbox.moe;

/** The same in a worker, with replies that share one step per token. */
final class WorkerRandomTest extends RandomModelTest {

    @Override
    boolean together() {
        return true;
    }

    @Override
    RuntimeKind runtime() {
        return RuntimeKind.WORKER;
    }
}
