package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThreadShareTest {

    @Test
    void now_moreLanesBusy_fewerThreadsEach() {
        var share = new ThreadShare(6, 8);
        assertThat(share.now()).isEqualTo(6);
        share.enter();
        assertThat(share.now()).isEqualTo(6);
        share.enter();
        assertThat(share.now()).isEqualTo(4);
        share.enter();
        assertThat(share.now()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            share.enter();
        }
        assertThat(share.now()).isEqualTo(1);
        for (int i = 0; i < 12; i++) {
            share.leave();
        }
        assertThat(share.now()).isEqualTo(6);
    }
}
