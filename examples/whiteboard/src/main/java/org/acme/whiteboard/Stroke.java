package org.acme.whiteboard;

import java.util.regex.Pattern;

/**
 * A line from one point to another, in parts of the width and the height of the board. Whatever else a client sends with it is
 * not read, so it is not passed on either; a client that sends no stroke is refused when it is read.
 */
record Stroke(double x1, double y1, double x2, double y2, String color) {
    private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

    Stroke {
        if (!isPart(x1) || !isPart(y1) || !isPart(x2) || !isPart(y2)) {
            throw new IllegalArgumentException("not on the board");
        }
        if (color == null || !COLOR.matcher(color).matches()) {
            throw new IllegalArgumentException("no color");
        }
    }

    private static boolean isPart(double part) {
        return part >= 0 && part <= 1;
    }
}
