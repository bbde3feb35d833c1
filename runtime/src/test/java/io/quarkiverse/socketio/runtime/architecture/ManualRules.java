package io.quarkiverse.socketio.runtime.architecture;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.architecture.JavadocExamples.Example;

/** What is tested of the blocks of the manual: one rule for each kind of blocks. */
final class ManualRules {
    private static final Path SUITE = Path.of("integration-tests/suite/src/test/java/io/quarkiverse/socketio/it");

    /** Tests of single blocks, by page and kind: each names the page. */
    private static final Map<String, Path> TESTS = Map.ofEntries(
            entry("load-balancers.adoc nginx", SUITE.resolve("routing/CookieTest.java")),
            entry("https.adoc nginx", SUITE.resolve("routing/LoadBalancerTest.java")),
            entry("relay.adoc nginx", SUITE.resolve("routing/Hosts.java")),
            entry("load-balancers.adoc haproxy", SUITE.resolve("routing/LoadBalancerTest.java")),
            entry("several-hosts.adoc redis", SUITE.resolve("redis/DocumentedAclTest.java")),
            entry("internals/walls.adoc literal",
                    Path.of("runtime/src/test/java/io/quarkiverse/socketio/runtime/architecture/WallsPageTest.java")));

    /** Tests of all blocks of a kind. */
    private static final Path MANIFESTS = Path
            .of("deployment/src/test/java/io/quarkiverse/socketio/test/kubernetes/DocumentedManifestsTest.java");
    private static final Path EXCHANGES = SUITE.resolve("transcript/TranscriptTest.java");
    private static final Path REACT = SUITE.resolve("docs/ReactPageTest.java");
    private static final Path CODESTART = Path.of(
            "integration-tests/codestart/src/test/java/io/quarkiverse/socketio/it/codestart/CodestartTest.java");
    private static final Path DEPLOYED = SUITE.resolve("deploy/DeployedAsDocumentedTest.java");

    private final DocumentedConfiguration configuration = new DocumentedConfiguration();
    private final DocumentedCommands commands = new DocumentedCommands(configuration);
    private final DocumentedOutput output = new DocumentedOutput();
    private final Map<String, Rule> rules = Map.ofEntries(
            entry("java", ManualRules::java),
            entry("javascript", DocumentedScripts::problemsOfJavaScript),
            entry("html", DocumentedScripts::problemsOfJavaScript),
            entry("python", DocumentedScripts::problemsOfPython),
            entry("jsx", each(
                    block -> block.included() ? testedBy(REACT, "examples") : List.of(block + ": include it from examples"))),
            entry("kotlin", DocumentedKotlin::problems),
            entry("gradle", each(block -> testedBy(CODESTART, block.page()))),
            entry("shell", this::shell),
            entry("sh", this::shell),
            entry("properties", each(configuration::problems)),
            entry("json", each(ManualRules::json)),
            entry("xml", each(ManualRules::xml)),
            entry("output", each(output::problems)),
            entry("yaml", each(this::manifest)),
            entry("diff", each(block -> testedBy(EXCHANGES, block.page().replaceAll(".*/", "")))),
            entry("ini", each(ManualRules::attachment)),
            entry("dockerfile", each(ManualRules::attachment)),
            entry("nginx", ManualRules::testedOnTheirOwn),
            entry("haproxy", ManualRules::testedOnTheirOwn),
            entry("redis", ManualRules::testedOnTheirOwn),
            entry("literal", ManualRules::testedOnTheirOwn));

    ManualRules() throws IOException {
    }

    private interface Rule {
        List<String> problems(List<ManualBlock> blocks) throws IOException;
    }

    private interface RuleOfOne {
        List<String> problems(ManualBlock block) throws IOException;
    }

    /** Returns what is wrong with blocks of one kind, each with its page, line, and what to do. */
    List<String> problems(String kind, List<ManualBlock> blocks) throws IOException {
        Rule rule = rules.get(kind);
        return rule != null ? rule.problems(blocks)
                : blocks.stream().map(block -> block + ": no test knows blocks of the kind " + kind + ": use one of "
                        + rules.keySet().stream().sorted().toList() + ", or add a rule to ManualRules").toList();
    }

    private static Rule each(RuleOfOne rule) {
        return blocks -> {
            List<String> problems = new ArrayList<>();
            for (ManualBlock block : blocks) {
                problems.addAll(rule.problems(block));
            }
            return problems;
        };
    }

    /** Parts of tested sources are compiled elsewhere, often with more dependencies. */
    private static List<String> java(List<ManualBlock> blocks) throws IOException {
        return ExampleCompiler.errors(blocks.stream().filter(block -> !block.included() || block.text().startsWith("package "))
                .map(block -> new Example(block.toString(), "", block.text())).toList());
    }

    private List<String> shell(List<ManualBlock> blocks) throws IOException {
        List<String> problems = new ArrayList<>(DocumentedScripts.problemsOfShell(blocks));
        problems.addAll(each(commands::problems).problems(blocks));
        problems.addAll(each(configuration::problemsOfEnvironment).problems(blocks));
        return problems;
    }

    private static List<String> json(ManualBlock block) throws IOException {
        try (MappingIterator<JsonNode> values = new ObjectMapper().readerFor(JsonNode.class).readValues(block.text())) {
            return values.readAll().isEmpty() ? List.of(block + " is empty") : List.of();
        } catch (JsonProcessingException e) {
            return List.of(block + ": " + e.getMessage());
        }
    }

    /** Several elements are possible. */
    private static List<String> xml(ManualBlock block) throws IOException {
        try {
            SAXParserFactory.newInstance().newSAXParser()
                    .parse(new InputSource(new StringReader("<all>" + block.text() + "</all>")), new DefaultHandler());
            return List.of();
        } catch (SAXException e) {
            return List.of(block + ": " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The test of manifests reads the pages for users only. */
    private List<String> manifest(ManualBlock block) throws IOException {
        List<String> problems = configuration.problemsOfEnvironment(block);
        return !problems.isEmpty() ? problems
                : block.page().matches("[\\w-]+\\.adoc") ? testedBy(MANIFESTS, "PAGES")
                        : List.of(block + ": no test reads YAML on this page: extend " + MANIFESTS);
    }

    /** A file that readers download is the one that is tested. */
    private static List<String> attachment(ManualBlock block) throws IOException {
        return block.included() ? testedBy(DEPLOYED, "chat." + (block.kind().equals("ini") ? "service" : "dockerfile"))
                : List.of(block + ": write it to a file in attachments, test it there, and include it");
    }

    private static List<String> testedOnTheirOwn(List<ManualBlock> blocks) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, List<ManualBlock>> byPage = blocks.stream()
                .collect(Collectors.groupingBy(block -> block.page() + " " + block.kind()));
        for (Map.Entry<String, List<ManualBlock>> same : byPage.entrySet()) {
            ManualBlock last = same.getValue().get(same.getValue().size() - 1);
            Path test = TESTS.get(same.getKey());
            if (test == null || same.getValue().size() > 1) {
                problems.add(last + ": a block of " + last.kind()
                        + " needs a test that runs it: write one, and add it to ManualRules");
            } else {
                problems.addAll(testedBy(test, last.page().replaceAll(".*/", "")));
            }
        }
        return problems;
    }

    private static List<String> testedBy(Path test, String named) throws IOException {
        Path file = ManualBlock.PROJECT.resolve(test);
        return Files.isRegularFile(file) && Files.readString(file).contains(named) ? List.of()
                : List.of(test + " does not exist, or does not name " + named + " any more: correct ManualRules");
    }
}
