package dev.signalbox.moe;

/** The same with replies that share one step per token. */
final class RandomTogetherTest extends RandomModelTest {

    @Override
    boolean together() {
        return true;
    }
}
