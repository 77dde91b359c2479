package dev.signalbox.pipeline;

import java.util.List;

/**
 * The operator's files as they stood at one moment.
 *
 * @param policies by path
 */
record ConfigFiles(Source roster, List<Source> policies) {

    ConfigFiles {
        policies = List.copyOf(policies);
    }

    /**
     * @param name as errors name it
     * @param content never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from the disk to a parser and never compared
    record Source(String name, byte[] content) {}
}
