package io.quarkiverse.socketio.benchmarks.application;

import java.util.List;

/** The record of one kilobyte that clients send and get back. */
record Order(String customer, List<Item> items) {
    record Item(int id, String name, double price, List<String> tags) {
    }
}
