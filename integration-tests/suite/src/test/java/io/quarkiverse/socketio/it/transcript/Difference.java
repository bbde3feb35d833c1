package io.quarkiverse.socketio.it.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * Where two transcripts of one exchange differ: lines of the reference server that ours lacks begin with {@code -}, lines of
 * ours that it lacks with {@code +}. Empty if there are none. Thread: any; immutable.
 */
record Difference(List<String> lines) {
    static final Difference NONE = new Difference(List.of());

    /** By their longest common subsequence. The numbers of connections, which only a second one brings, are left out. */
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
