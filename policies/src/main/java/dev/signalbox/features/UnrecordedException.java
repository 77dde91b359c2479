package dev.signalbox.features;

/** Says that a part of a question was asked for that its record lacks, because its decision did not read it. */
public final class UnrecordedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Prompt.Part part;

    public UnrecordedException(Prompt.Part part, String message) {
        super(message);
        this.part = part;
    }

    public Prompt.Part part() {
        return part;
    }
}
