package dev.signalbox.moe;

/** The same in a worker. */
final class WorkerScriptedTest extends ScriptedModelTest {

    @Override
    RuntimeKind runtime() {
        return RuntimeKind.WORKER;
    }
}
