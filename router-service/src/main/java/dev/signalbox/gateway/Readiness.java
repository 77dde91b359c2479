package dev.signalbox.gateway;

/** Something that must be up before requests make sense. The service is ready when every bean of this type says so. */
public interface Readiness {

    boolean ready();

    /** For people, why not. */
    String reason();
}
