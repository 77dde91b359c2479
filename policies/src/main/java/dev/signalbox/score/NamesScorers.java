package dev.signalbox.score;

import java.util.List;

/** Options that name scorers of the catalogue, which must learn; a policy file that names another is refused. */
public interface NamesScorers {
    List<String> scorers();
}
