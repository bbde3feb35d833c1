package io.quarkiverse.socketio.it.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the documentation pages of known differences. Each of their sections has, after the reason, {@code Exchanges:} with the
 * names of the exchanges, one a line, and a source block with the lines that differ. Thread: any; immutable.
 */
final class KnownDifferences {
    private static final Pattern SECTION = Pattern.compile(
            "^=== ([^\\n]+)\\n\\n([^=].+?)\\n\\nExchanges:\\n\\n((?:\\* `\\+[^\\n]+\\+`\\n)+)\\n\\[source,diff]\\n----\\n(.+?)\\n----$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXCHANGE = Pattern.compile("^\\* `\\+(.+)\\+`$", Pattern.MULTILINE);

    private final Map<String, Difference> byExchange = new HashMap<>();

    private void read(String page) {
        List<String> titles = new ArrayList<>();
        for (Matcher section = SECTION.matcher(page); section.find();) {
            titles.add(section.group(1));
            Difference difference = new Difference(section.group(4).lines().toList());
            for (Matcher exchange = EXCHANGE.matcher(section.group(3)); exchange.find();) {
                if (byExchange.put(exchange.group(1), difference) != null) {
                    throw new IllegalStateException("listed twice: " + exchange.group(1));
                }
            }
        }
        List<String> all = page.lines().filter(line -> line.startsWith("=== ")).map(line -> line.substring(4)).toList();
        if (!titles.equals(all)) {
            all = new ArrayList<>(all);
            all.removeAll(titles);
            throw new IllegalStateException("sections without reason, exchanges or lines: " + all);
        }
    }

    static KnownDifferences of(List<Path> pages) {
        KnownDifferences known = new KnownDifferences();
        try {
            for (Path page : pages) {
                known.read(Files.readString(page));
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Difference of(String exchange) {
        return byExchange.getOrDefault(exchange, Difference.NONE);
    }

    List<String> exchanges() {
        return byExchange.keySet().stream().sorted().toList();
    }
}
