package dev.signalbox.gateway;

import java.io.IOException;
import java.util.Optional;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 that lets code which serves a request see the request's socket. Public because Tomcat makes it by
 * name.
 */
public final class ClientSocketProtocol extends Http11NioProtocol {

    private static final ScopedValue<SocketWrapperBase<?>> SOCKET = ScopedValue.newInstance();

    /** The socket of the request that this thread serves; empty where another server or a test does. */
    static Optional<SocketWrapperBase<?>> socket() {
        return SOCKET.isBound() ? Optional.of(SOCKET.get()) : Optional.empty();
    }

    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, getAdapter()) {
            @Override
            public SocketState service(SocketWrapperBase<?> socket) throws IOException {
                return ScopedValue.where(SOCKET, socket).<SocketState, IOException>call(() -> super.service(socket));
            }
        };
    }
}
