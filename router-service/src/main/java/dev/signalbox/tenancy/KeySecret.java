package dev.signalbox.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The hash under which a key is stored and found.
 *
 * <p>One round of SHA-256 and no salt: a key holds 256 random bits, so neither guessing nor a table of precomputed
 * hashes gets anywhere, and a slow password hash would only slow down every request.
 */
final class KeySecret {

    static final String PREFIX = "sb-";

    private static final int BYTES = 32;

    private final byte[] hash;

    private KeySecret(byte[] hash) {
        this.hash = hash;
    }

    /** A fresh key: {@code sb-} and 43 URL-safe characters. */
    static String generate(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static KeySecret hash(String key) {
        try {
            return new KeySecret(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static KeySecret stored(byte[] hash) {
        return new KeySecret(hash.clone());
    }

    /** The first 64 bits: enough to find the one candidate, useless to recover a key. */
    long prefix() {
        return ByteBuffer.wrap(hash).getLong();
    }

    /** In constant time. */
    boolean matches(KeySecret other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    byte[] toBytes() {
        return hash.clone();
    }
}
