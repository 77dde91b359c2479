package dev.signalbox.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns bytes into a {@link Yaml} tree. SnakeYAML composes the nodes; objects are never built from tags. */
final class Parser {

    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int DEEPEST = 32;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);

    private final String file;
    private final List<ConfigException.Problem> problems = new ArrayList<>();

    Parser(String file) {
        this.file = file;
    }

    Yaml parse(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new ConfigException(root(1), bytes.length + " bytes", "at most " + MOST_BYTES);
        }
        var node = compose(decode(bytes));
        if (node == null) {
            throw new ConfigException(root(1), "empty file", "a YAML mapping");
        }
        var tree = convert(node, root(line(node)));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return tree;
    }

    private String decode(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        try {
            var text = UTF_8.newDecoder().decode(buffer).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < buffer.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ConfigException(root(line), "not UTF-8 at byte " + buffer.position(), "UTF-8 text");
        }
    }

    private @Nullable Node compose(String text) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(MOST_BYTES);
        try {
            return new org.yaml.snakeyaml.Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new ConfigException(root(mark == null ? 1 : mark.getLine() + 1), problem(e), "");
        } catch (YAMLException e) {
            throw new ConfigException(root(1), firstLine(String.valueOf(e.getMessage())), "");
        }
    }

    private static String problem(MarkedYAMLException e) {
        var context = e.getContext();
        return "not YAML: " + (context == null ? "" : context + ", ") + e.getProblem();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    private Yaml convert(Node node, Place place) {
        if (!PLAIN_TAGS.contains(node.getTag())) {
            problems.add(new ConfigException.Problem(place, "tag " + node.getTag(), "no tag"));
        }
        return switch (node) {
            case ScalarNode scalar -> new Yaml.Scalar(place, scalar.getValue(), kind(scalar));
            case SequenceNode sequence -> sequence(sequence, place);
            case MappingNode mapping -> mapping(mapping, place);
            default ->
                throw new ConfigException(place, node.getNodeId().toString(), "a scalar, a sequence or a mapping");
        };
    }

    private static Yaml.Kind kind(ScalarNode scalar) {
        if (!scalar.isPlain()) {
            return Yaml.Kind.TEXT;
        }
        var tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return Yaml.Kind.NOTHING;
        }
        if (tag.equals(Tag.BOOL)) {
            return Yaml.Kind.BOOLEAN;
        }
        boolean number = tag.equals(Tag.INT)
                || tag.equals(Tag.FLOAT)
                || NUMBER.matcher(scalar.getValue()).matches();
        return number ? Yaml.Kind.NUMBER : Yaml.Kind.TEXT;
    }

    private Yaml sequence(SequenceNode sequence, Place place) {
        var items = new ArrayList<Yaml>();
        for (var item : sequence.getValue()) {
            items.add(convert(item, place.index(items.size(), line(item))));
        }
        return new Yaml.Sequence(place, items);
    }

    private Yaml mapping(MappingNode mapping, Place place) {
        var entries = new ArrayList<Yaml.Entry>();
        var seen = new HashSet<String>();
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(new ConfigException.Problem(
                        new Place(file, line(tuple.getKeyNode()), place.path()), "a key that is no text", "text"));
                continue;
            }
            var key = keyNode.getValue();
            var keyPlace = place.key(key, line(keyNode));
            if (!seen.add(key)) {
                problems.add(new ConfigException.Problem(keyPlace, "the key stands twice", "each key once"));
                continue;
            }
            var value = tuple.getValueNode();
            entries.add(new Yaml.Entry(key, keyPlace, convert(value, place.key(key, line(value)))));
        }
        return new Yaml.Mapping(place, entries);
    }

    private Place root(int line) {
        return new Place(file, line, "");
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
