package dev.signalbox.moe;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings.Effort;
import org.jspecify.annotations.Nullable;

/** How a query is put to a model. */
@FunctionalInterface
interface Phrasing {

    /** @param preset the effort when the query leaves the choice to the expert */
    Prompt of(Query query, @Nullable Effort preset) throws UnmetSettingException;
}
