package dev.signalbox.telemetry;

import java.util.List;

/** Where records come to rest. */
interface RecordSink {

    /**
     * Stores all frames or none; what it stored before, it ignores.
     *
     * @throws org.springframework.dao.DataAccessException or
     *     {@link org.springframework.transaction.TransactionException} when it could not
     */
    void write(List<Frame> frames);
}
