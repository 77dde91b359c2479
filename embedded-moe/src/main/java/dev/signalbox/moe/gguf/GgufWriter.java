package dev.signalbox.moe.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/** Writes a GGUF file, version 3. */
public final class GgufWriter {

    private static final int VERSION = 3;

    private GgufWriter() {}

    /**
     * Writes a whole model.
     *
     * @param metadata in this order; {@code general.alignment} must be absent, it is always the default
     * @param tensors in this order; the offsets in the descriptions are ignored and laid out anew
     */
    public static void write(
            Path file, SequencedMap<String, GgufValue> metadata, SequencedMap<GgufTensor, ByteBuffer> tensors)
            throws IOException {
        if (metadata.containsKey(GgufHeader.ALIGNMENT)) {
            throw new IllegalArgumentException(GgufHeader.ALIGNMENT + ": set, expected the default");
        }
        byte[] header = header(metadata, tensors);
        try (var out = Files.newOutputStream(file)) {
            out.write(header);
            pad(out, header.length);
            for (var data : tensors.values()) {
                var bytes = new byte[data.remaining()];
                data.duplicate().get(bytes);
                out.write(bytes);
                pad(out, bytes.length);
            }
        }
    }

    private static byte[] header(Map<String, GgufValue> metadata, Map<GgufTensor, ByteBuffer> tensors) {
        var out = new Header();
        out.int32(GgufHeader.MAGIC);
        out.int32(VERSION);
        out.int64(tensors.size());
        out.int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.text(key);
            out.int32(value.type().code());
            out.value(value);
        });
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            out.tensor(entry.getKey(), entry.getValue().remaining(), offset);
            offset = GgufHeader.aligned(offset + entry.getValue().remaining(), GgufHeader.DEFAULT_ALIGNMENT);
        }
        return out.bytes();
    }

    private static void pad(OutputStream out, long length) throws IOException {
        out.write(new byte[(int) (GgufHeader.aligned(length, GgufHeader.DEFAULT_ALIGNMENT) - length)]);
    }

    /** The part before the weights, as it grows. */
    private static final class Header {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        void int32(int value) {
            little(Integer.BYTES, value);
        }

        void int64(long value) {
            little(Long.BYTES, value);
        }

        /** The lowest {@code count} bytes, lowest first. */
        private void little(int count, long value) {
            var eight = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            out.write(eight.putLong(value).array(), 0, count);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            int64(utf8.length);
            out.writeBytes(utf8);
        }

        void value(GgufValue value) {
            switch (value) {
                case GgufValue.Whole whole -> little(size(whole.type()), whole.value());
                case GgufValue.Real real
                when real.type() == GgufValue.Type.FLOAT32 -> int32(Float.floatToIntBits((float) real.value()));
                case GgufValue.Real real -> int64(Double.doubleToLongBits(real.value()));
                case GgufValue.Truth(boolean truth) -> little(1, truth ? 1 : 0);
                case GgufValue.Text(String text) -> text(text);
                case GgufValue.Sequence(var element, var values) -> {
                    int32(element.code());
                    int64(values.size());
                    values.forEach(this::value);
                }
            }
        }

        private static int size(GgufValue.Type type) {
            return switch (type) {
                case UINT8, INT8, BOOL -> Byte.BYTES;
                case UINT16, INT16 -> Short.BYTES;
                case UINT32, INT32, FLOAT32 -> Integer.BYTES;
                case UINT64, INT64, FLOAT64 -> Long.BYTES;
                case STRING, ARRAY -> throw new IllegalArgumentException(type + ": not a number");
            };
        }

        void tensor(GgufTensor tensor, int bytes, long offset) {
            if (tensor.bytes() != bytes) {
                throw new IllegalArgumentException(
                        tensor.name() + ": " + bytes + " bytes, expected " + tensor.bytes() + " from its shape");
            }
            text(tensor.name());
            int32(tensor.dimensions().size());
            tensor.dimensions().forEach(this::int64);
            int32(tensor.type().code());
            int64(offset);
        }
    }
}
