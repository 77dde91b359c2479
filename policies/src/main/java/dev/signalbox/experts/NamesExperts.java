package dev.signalbox.experts;

import java.util.List;

/** Options that name experts, so that a policy naming an unknown one is refused before it runs. */
public interface NamesExperts {
    List<String> experts();
}
