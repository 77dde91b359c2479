package dev.signalbox.gate;

import java.util.List;

/** A gate's options that name experts, so that a policy naming an unknown one is refused before it runs. */
public interface NamesExperts {
    List<String> experts();
}
