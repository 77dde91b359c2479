package dev.signalbox.yaml;

/**
 * Where something stands in a file.
 *
 * @param file as people know it
 * @param line from 1
 * @param path keys and indexes from the root, such as {@code experts[0].limits.context}; empty at the root
 */
public record Place(String file, int line, String path) {

    Place key(String key, int atLine) {
        return new Place(file, atLine, path.isEmpty() ? key : path + "." + key);
    }

    Place index(int index, int atLine) {
        return new Place(file, atLine, path + "[" + index + "]");
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ");
    }
}
