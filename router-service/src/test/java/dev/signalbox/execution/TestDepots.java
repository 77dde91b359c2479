package dev.signalbox.execution;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Depots for tests of other packages. */
public final class TestDepots {

    private TestDepots() {}

    public static Depot depot() {
        return new Depot(new CurrentFleet(new Fleet(Map.of(), List.of())), new FakeTime(), new Random(1));
    }
}
