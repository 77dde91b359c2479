package dev.signalbox.moe.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** The part of a file before the weights, as it grows. */
final class HeaderBytes {

    private static final int VERSION = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private HeaderBytes() {}

    static byte[] of(Map<String, GgufValue> metadata, List<GgufTensor> tensors, long alignment) {
        var header = new HeaderBytes();
        header.int32(GgufHeader.MAGIC);
        header.int32(VERSION);
        header.int64(tensors.size());
        header.int64(metadata.size());
        metadata.forEach(header::entry);
        long offset = 0;
        for (var tensor : tensors) {
            header.tensor(tensor, offset);
            offset = GgufHeader.aligned(offset + tensor.bytes(), alignment);
        }
        return header.out.toByteArray();
    }

    static long alignment(Map<String, GgufValue> metadata) {
        var value = metadata.get(GgufHeader.ALIGNMENT);
        if (value == null) {
            return GgufHeader.DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole whole && DataSection.isAlignment(whole.value())) {
            return whole.value();
        }
        throw new IllegalArgumentException(
                GgufHeader.ALIGNMENT + ": " + value + ", expected a power of two up to 1 MiB");
    }

    private void entry(String key, GgufValue value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a metadata key is empty, expected a name");
        }
        text(key, HeaderReader.MOST_KEY_BYTES);
        int32(value.type().code());
        value(value);
    }

    private void value(GgufValue value) {
        switch (value) {
            case GgufValue.Whole whole -> little(whole.type().bytes(), whole.value());
            case GgufValue.Real real
            when real.type() == GgufValue.Type.FLOAT32 -> int32(Float.floatToRawIntBits((float) real.value()));
            case GgufValue.Real real -> int64(Double.doubleToRawLongBits(real.value()));
            case GgufValue.Truth(boolean truth) -> little(1, truth ? 1 : 0);
            case GgufValue.Text(String text) -> text(text, Integer.MAX_VALUE);
            case GgufValue.Sequence(var element, var values) -> {
                int32(element.code());
                int64(values.size());
                values.forEach(this::value);
            }
        }
    }

    private void tensor(GgufTensor tensor, long offset) {
        text(tensor.name(), GgufTensor.MOST_NAME_BYTES);
        int32(tensor.dimensions().size());
        tensor.dimensions().forEach(this::int64);
        int32(tensor.type().code());
        int64(offset);
    }

    private void int32(int value) {
        little(Integer.BYTES, value);
    }

    private void int64(long value) {
        little(Long.BYTES, value);
    }

    /** The lowest {@code count} bytes, lowest first. */
    private void little(int count, long value) {
        var eight = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(eight.putLong(value).array(), 0, count);
    }

    private void text(String text, int mostBytes) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length > mostBytes) {
            throw new IllegalArgumentException(text + ": " + utf8.length + " bytes, expected at most " + mostBytes);
        }
        int64(utf8.length);
        out.writeBytes(utf8);
    }
}
