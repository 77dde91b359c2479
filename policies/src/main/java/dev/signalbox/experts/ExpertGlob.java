package dev.signalbox.experts;

/**
 * A pattern over experts' names: {@code *} stands for any characters, slashes too, and {@code ?} for one.
 *
 * @param pattern as written in the policy file
 */
public record ExpertGlob(String pattern) {

    /** Matches that name alone; rosters refuse names with wildcards. */
    public static ExpertGlob exactly(String name) {
        return new ExpertGlob(name);
    }

    /** Whether it matches one name alone. */
    public boolean isExact() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    public boolean matches(String name) {
        int at = 0;
        int glob = 0;
        int star = -1;
        int resume = 0;
        while (at < name.length()) {
            if (glob < pattern.length() && pattern.charAt(glob) == '*') {
                star = glob++;
                resume = at;
            } else if (glob < pattern.length() && fits(pattern.charAt(glob), name.charAt(at))) {
                glob++;
                at++;
            } else if (star >= 0) {
                glob = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(glob).chars().allMatch(c -> c == '*');
    }

    private static boolean fits(char pattern, char character) {
        return pattern == '?' || pattern == character;
    }
}
