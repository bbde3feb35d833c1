package io.quarkiverse.socketio.it.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * The differences of two transcripts of one exchange: missing lines of the reference server begin with {@code -}, additional
 * lines of ours with {@code +}. Empty if there are none. Thread: any; immutable.
 */
record Difference(List<String> lines) {
    static final Difference NONE = new Difference(List.of());

    /** Compares by the longest common subsequence. Connection numbers, which only a second connection has, are ignored. */
    static Difference of(List<String> reference, List<String> ours) {
        List<String> left = plain(reference);
        List<String> right = plain(ours);
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j)) ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                i++;
                j++;
            } else if (j == right.size() || i < left.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("-" + left.get(i++));
            } else {
                lines.add("+" + right.get(j++));
            }
        }
        return new Difference(lines);
    }

    private static List<String> plain(List<String> transcript) {
        return transcript.stream().map(line -> line.replaceFirst("^\\d ", "")).toList();
    }

    boolean isNone() {
        return lines.isEmpty();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
