package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertGlob;
import dev.signalbox.experts.NamesExperts;
import dev.signalbox.experts.Roster;
import dev.signalbox.gate.CalibratedGate;
import dev.signalbox.gate.Floor;
import dev.signalbox.gate.Gate;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.score.Parts;
import dev.signalbox.score.Scorer;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Nearest;
import dev.signalbox.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A policy file that was read and found right in itself; {@link #compile} holds it against roster and snapshots. */
public final class PolicyFile {

    private final PolicyForm form;
    private final Slot<Scorer> scorer;
    private final Slot<Gate> gate;
    private final Place goal;
    private final String version;

    /** @param goal where its objective stands */
    PolicyFile(PolicyForm form, Slot<Scorer> scorer, Slot<Gate> gate, Place goal) {
        this.form = form;
        this.scorer = scorer;
        this.gate = gate;
        this.goal = goal;
        this.version = version(form, scorer, gate);
    }

    /** Of a policy that mixes, the plan counts; of others it never did. */
    private static String version(PolicyForm form, Slot<Scorer> scorer, Slot<Gate> gate) {
        var meaning = new ArrayList<Object>(List.of(
                form.policy(),
                form.experts(),
                form.require(),
                scorer.name(),
                scorer.options(),
                form.objective().meaning(),
                gate.name(),
                gate.options(),
                form.fallback(),
                form.explore()));
        if (form.plan().value() == PolicyForm.Kind.MIX) {
            meaning.add(form.plan());
        }
        return Meaning.hash(meaning.toArray());
    }

    /**
     * Reads the file, or throws with everything that is wrong in it.
     *
     * @param file its name, for errors
     * @throws ConfigException with file, line, key path, value and expectation of each problem
     */
    public static PolicyFile parse(String file, byte[] yaml, Catalogue catalogue) {
        return new PolicyReader(catalogue).read(file, yaml);
    }

    public String name() {
        return form.policy().value();
    }

    public String description() {
        return form.description().orElse("");
    }

    /** Hash of the file's meaning: comments, layout, the description and spelled-out defaults do not change it. */
    public String version() {
        return version;
    }

    /** Name of the scorer whose state a snapshot for this policy holds: its own, or its stand-in's where that learns. */
    public String scorer() {
        return scorer.learnedAs();
    }

    /** Its scorer alone. */
    public ScorerRecipe recipe() {
        return new ScorerRecipe(scorer);
    }

    /** The same policy, scored in another way. */
    public PolicyFile scoredBy(ScorerRecipe other) {
        return new PolicyFile(form, other.slot(), gate, goal);
    }

    /** What fits a snapshot for this policy's scorer; empty when it does not learn. */
    public Optional<Learner> learner() {
        return scorer.learner();
    }

    /**
     * What fits a snapshot for this policy's scorer and, where its gate has a target or its objective a floor, for those;
     * empty when the scorer does not learn.
     *
     * @param roster whose cards the scorer sees while it predicts for the calibration
     */
    public Optional<Learner> learner(Roster roster) {
        Function<Snapshot, Scorer> scorers = snapshot -> scorer(Optional.of(snapshot));
        if (floor().isPresent()) {
            return learner().map(fit -> Calibration.forFloor(fit, scorers, roster));
        }
        return hasTarget(gate) ? learner().map(fit -> Calibration.forTarget(fit, scorers, roster)) : learner();
    }

    /** The share of the best expert's quality that it keeps, where it asks for that. */
    public Optional<Floor> floor() {
        return form.objective().kept();
    }

    /**
     * Why the policy cannot decide with this snapshot, where training it would help; empty when it can.
     *
     * @param space embedding space of the features it will see
     */
    public Optional<String> unready(Optional<Snapshot> snapshot, String space) {
        if (learner().isEmpty()) {
            return Optional.empty();
        }
        if (snapshot.isEmpty()) {
            return Optional.of("it has learned nothing yet");
        }
        var origin = snapshot.get().origin();
        if (!origin.scorer().equals(scorer()) || !origin.space().equals(space)) {
            return Optional.of("what it learned is for scorer " + origin.scorer() + " in space " + origin.space()
                    + ", not for " + scorer() + " in " + space);
        }
        if (floor().isPresent() && !Calibration.isGraded(snapshot.get())) {
            return Optional.of(goal + "floor: never calibrated for snapshot "
                    + snapshot.get().id());
        }
        return hasTarget(gate) && !Calibration.isPredicted(snapshot.get())
                ? Optional.of(gate.place() + "a target that was never fitted for snapshot "
                        + snapshot.get().id())
                : Optional.empty();
    }

    static boolean hasTarget(Slot<Gate> gate) {
        return gate.create() instanceof CalibratedGate target && target.awaitsCalibration();
    }

    /** The experts it may choose from. */
    public List<ExpertCard> experts(Roster roster) {
        var globs = globs();
        return roster.cards().stream()
                .filter(card -> globs.stream().anyMatch(glob -> glob.matches(card.name())))
                .toList();
    }

    /** The same without exploration: what it would do if it had nothing to learn. */
    public PolicyFile greedy() {
        return new PolicyFile(form.greedy(), scorer, gate, goal);
    }

    /** Those of the roster that it asks when the chosen ones fail, in order. */
    public List<ExpertCard> reserves(Roster roster) {
        return form.fallback().stream()
                .flatMap(name -> roster.find(name.value()).stream())
                .toList();
    }

    /**
     * The policy, ready to decide.
     *
     * @param snapshots where its scorer's learned state is
     * @param space embedding space of the features it will see
     * @throws ConfigException when an expert it names is not on the roster, a glob matches nobody, or the scorer's
     *     snapshot is missing or of another scorer or space
     */
    public Policy compile(Roster roster, Snapshots snapshots, String space) {
        var binder = new Binder();
        form.experts().forEach(glob -> checkGlob(binder, glob, roster));
        form.fallback().forEach(name -> checkName(binder, name.place(), name.value(), roster));
        for (var slot : List.of(scorer, gate)) {
            if (slot.options() instanceof NamesExperts named) {
                named.experts().forEach(name -> checkName(binder, slot.place(), name, roster));
            }
        }
        if (form.plan().value() == PolicyForm.Kind.MIX) {
            checkMix(binder, roster);
        }
        var snapshot = scorer.learns() ? snapshots.current(name()) : Optional.<Snapshot>empty();
        if (scorer.learns()) {
            checkSnapshot(binder, snapshot, space);
        }
        return binder.finish(() -> build(roster, snapshot));
    }

    /** Those whom the gate may choose together must be one model. */
    private void checkMix(Binder binder, Roster roster) {
        var eligible = experts(roster).stream().filter(this::hasWhatIsRequired).toList();
        for (var group : gate.create().over(roster.cards()).together(eligible)) {
            group.stream()
                    .skip(1)
                    .filter(card -> card.family().isEmpty()
                            || !card.family().equals(group.getFirst().family()))
                    .findFirst()
                    .ifPresent(card -> binder.report(
                            form.plan().place(),
                            "mix: the gate may choose " + group.getFirst().name() + " and " + card.name() + " together",
                            "experts that are one model with different adapters; narrow experts, or take gate group"));
        }
    }

    private boolean hasWhatIsRequired(ExpertCard card) {
        return card.tags().containsAll(form.require().tags())
                && card.abilities().containsAll(form.require().abilities());
    }

    private Policy build(Roster roster, Optional<Snapshot> snapshot) {
        var identity = new Policy.Identity(
                name(), version, description(), snapshot.map(Snapshot::id).orElse(""));
        var learned = at(scorer.place(), () -> scorer(snapshot));
        var choosing = at(gate.place(), () -> gate(roster, snapshot));
        var rules = new ArrayList<Rule>(List.of(
                new TagRule(form.require().tags()),
                new AbilityRule(form.require().abilities()),
                new ContextWindowRule()));
        var fallback = form.fallback().stream().map(At::value).toList();
        var aim = floor().map(floor -> at(goal, () -> aim(floor, choosing, roster, snapshot)))
                .orElseGet(() -> Aim.of(new Chooser(
                        choosing, form.objective().weights(), form.explore().rate())));
        aim.rule().ifPresent(rules::add);
        return new Policy(
                identity,
                new Policy.Slots(
                        globs(), new Admission(rules), learned, aim, form.plan().value(), fallback));
    }

    /** By the experts that the snapshot knows and the policy may choose for a query that needs nothing special. */
    private Aim aim(Floor floor, Gate choosing, Roster roster, Optional<Snapshot> snapshot) {
        var known = snapshot.map(Snapshot::experts).orElse(List.of());
        var experts = experts(roster).stream()
                .filter(card -> known.contains(card.name()))
                .filter(this::hasWhatIsRequired)
                .map(ExpertCard::name)
                .toList();
        var questions = snapshot.flatMap(state -> Calibration.graded(state, experts))
                .orElseThrow(() -> new IllegalArgumentException("floor: never calibrated for snapshot "
                        + snapshot.map(Snapshot::id).orElse("(none)")
                        + ", expected one that this policy was trained to; run ./signalbox train"));
        if (experts.isEmpty()) {
            throw new IllegalArgumentException("floor: calibrated with experts " + known
                    + ", expected some that the policy may choose; run ./signalbox train");
        }
        return Aim.keeping(floor, choosing, form.explore().rate(), questions);
    }

    private static <T> T at(Place place, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place, String.valueOf(e.getMessage()), "");
        }
    }

    private Scorer scorer(Optional<Snapshot> snapshot) {
        return snapshot.map(state -> scorer.create(state)).orElseGet(() -> scorer.create());
    }

    private Gate gate(Roster roster, Optional<Snapshot> snapshot) {
        var made = gate.create();
        if (made instanceof CalibratedGate target && target.awaitsCalibration()) {
            var predictions = snapshot.flatMap(Calibration::of)
                    .orElseThrow(() -> new IllegalArgumentException("the target of gate " + gate.name()
                            + " was never fitted, expected a snapshot of a scorer that learns; run ./signalbox train"));
            made = target.calibrated(predictions, form.objective().weights());
        }
        return made.over(roster.cards());
    }

    private List<ExpertGlob> globs() {
        return form.experts().isEmpty()
                ? List.of(new ExpertGlob("*"))
                : form.experts().stream()
                        .map(glob -> new ExpertGlob(glob.value()))
                        .toList();
    }

    private static void checkGlob(Binder binder, At<String> glob, Roster roster) {
        var pattern = new ExpertGlob(glob.value());
        if (roster.cards().stream().noneMatch(card -> pattern.matches(card.name()))) {
            report(binder, glob.place(), glob.value(), "matches no expert of the roster", roster);
        }
    }

    private static void checkName(Binder binder, Place place, String name, Roster roster) {
        if (roster.find(name).isEmpty()) {
            report(binder, place, name, "is not on the roster", roster);
        }
    }

    private static void report(Binder binder, Place place, String name, String what, Roster roster) {
        var names = roster.cards().stream().map(ExpertCard::name).toList();
        var hint = Nearest.to(name, names)
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
        binder.report(place, "\"" + name + "\" " + what + hint, "one of " + String.join(", ", names));
    }

    private void checkSnapshot(Binder binder, Optional<Snapshot> snapshot, String space) {
        if (snapshot.isEmpty()) {
            binder.report(
                    scorer.place(),
                    "scorer " + scorer.name() + " has learned nothing for policy " + name(),
                    "a snapshot; run ./signalbox train");
            return;
        }
        var origin = snapshot.get().origin();
        if (!origin.scorer().equals(scorer.learnedAs())) {
            binder.report(
                    scorer.place(),
                    "snapshot " + snapshot.get().id() + " is of scorer " + origin.scorer(),
                    "one of scorer " + scorer.learnedAs() + "; run ./signalbox train");
        }
        if (!origin.space().equals(space)) {
            binder.report(
                    scorer.place(),
                    "snapshot " + snapshot.get().id() + " is in embedding space " + origin.space(),
                    "space " + space + ", which this service embeds into; run ./signalbox train");
        }
    }

    /**
     * A filled slot.
     *
     * @param parts for a plug-in that combines others
     * @param standIn of a scorer that asks experts
     */
    record Slot<T>(Place place, Plugin<T> plugin, Record options, Parts parts, Optional<ScorerRecipe> standIn) {
        String name() {
            return plugin.descriptor().name();
        }

        /** Whether it needs a snapshot, for itself or for its stand-in. */
        boolean learns() {
            return learner().isPresent();
        }

        /** The scorer whose state its snapshot holds. */
        String learnedAs() {
            return standIn.map(ScorerRecipe::name).orElseGet(this::name);
        }

        /** @param snapshot the learned state, when it learns */
        T create(Snapshot... snapshot) {
            var arguments = new ArrayList<Object>(List.of(options));
            if (standIn.isPresent()) {
                arguments.add(standIn.get().scorer(Arrays.stream(snapshot).findFirst()));
            } else {
                arguments.addAll(List.of(snapshot));
            }
            return plugin.create(parts, arguments.toArray());
        }

        /** Empty when there is nothing to learn. */
        Optional<Learner> learner() {
            return standIn.isPresent() ? standIn.get().learner() : plugin.learner(parts, options);
        }
    }
}
