package dev.signalbox.moe;

/** The same with replies that share one step per token. */
final class ScriptedTogetherTest extends ScriptedModelTest {

    @Override
    boolean together() {
        return true;
    }
}
