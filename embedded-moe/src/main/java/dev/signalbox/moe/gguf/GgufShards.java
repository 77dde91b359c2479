package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds and reads the files that a split model lies in, and checks that they belong together. */
final class GgufShards {

    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";
    private static final int MOST = 9_999;
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    private GgufShards() {}

    static GgufModel read(Path file) throws IOException {
        var alone = new GgufModel(List.of(new GgufModel.Part(file, GgufHeader.read(file))));
        int count = alone.header().metadata().containsKey(COUNT) ? (int) alone.whole(COUNT, 0, MOST) : 0;
        if (count <= 1) {
            return alone;
        }
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || Integer.parseInt(name.group(3)) != count) {
            throw alone.malformed(String.format(
                    Locale.ROOT,
                    "%s is %d, expected a file name that ends in -00001-of-%05d.gguf",
                    COUNT,
                    count,
                    count));
        }
        var model = new GgufModel(parts(alone, name.group(1), count));
        checkTensors(model);
        return model;
    }

    private static List<GgufModel.Part> parts(GgufModel known, String prefix, int count) throws IOException {
        var parts = new ArrayList<GgufModel.Part>(count);
        for (int i = 0; i < count; i++) {
            var file = known.file()
                    .resolveSibling(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, i + 1, count));
            if (!Files.isRegularFile(file)) {
                throw known.malformed("is one of " + count + " files, of which " + file + " is missing");
            }
            var part = new GgufModel(List.of(new GgufModel.Part(file, GgufHeader.read(file))));
            part.whole(COUNT, count, count);
            part.whole(NUMBER, i, i);
            parts.addAll(part.parts());
        }
        return parts;
    }

    private static void checkTensors(GgufModel model) throws MalformedGgufException {
        var names = new HashSet<String>();
        for (var tensor : model.tensors()) {
            if (!names.add(tensor.name())) {
                throw model.malformed("tensor " + tensor.name() + " stands in two of its files");
            }
        }
        if (model.header().metadata().containsKey(TENSORS)) {
            model.whole(TENSORS, names.size(), names.size());
        }
    }
}
