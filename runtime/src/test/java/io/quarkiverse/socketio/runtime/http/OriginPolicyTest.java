package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.net.HostAndPort;

class OriginPolicyTest {
    private final OriginPolicy sameOrigin = new OriginPolicy(List.of(), false);

    @Test
    void requestsWithoutAnOriginPass() {
        assertThat(sameOrigin.allows(null, host("example.com"))).isTrue();
        assertThat(sameOrigin.allows(null, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "http://example.com,example.com", "https://example.com,example.com",
            "http://example.com:8080,example.com:8080",
            "http://EXAMPLE.com,example.COM", "http://127.0.0.1:8080,127.0.0.1:8080", "http://[::1]:8080,[::1]:8080",
            "https://example.com,example.com:443", "http://example.com,example.com:80" })
    void theServersOwnOriginPasses(String origin, String host) {
        assertThat(sameOrigin.allows(origin, host(host))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "http://evil.com,example.com", "http://example.com.evil.com,example.com",
            "http://example.com:8081,example.com:8080",
            "http://sub.example.com,example.com", "https://example.com,example.com:80", "http://example.com,example.com:8080",
            "http://example.com:8080,example.com", "http://evil.com#@example.com,example.com",
            "http://user@example.com,example.com", "null,example.com", "'',example.com", "example.com,example.com",
            "'http://exa mple.com',example.com", "file://,example.com", "http://[,example.com", "http://example.com," })
    void otherOriginsAreRefused(String origin, String host) {
        assertThat(sameOrigin.allows(origin, host(host))).isFalse();
    }

    @Test
    void allOriginsMayBeAllowed() {
        OriginPolicy all = new OriginPolicy(List.of("*"), false);
        assertThat(all.allows("http://evil.com", host("example.com"))).isTrue();
        assertThat(all.allows("null", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://app.example.com", "https://a.test.org", "https://ab.test.org" })
    void listedOriginsPass(String origin) {
        assertThat(listed().allows(origin, host("api.example.com"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://app.example.com:8443", "http://app.example.com", "https://a.test.org.evil.com",
            "https://evil.com/https://a.test.org", "https://.test.org" })
    void unlistedOriginsAreRefused(String origin) {
        assertThat(listed().allows(origin, host("api.example.com"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "cross-site,,", "same-site,,", "CROSS-SITE,,", "cross-site,,https://evil.com/",
            "same-site,,http://sub.example.com/",
            "cross-site,https://evil.com,", "cross-site,null,https://app.example.com/", "cross-site,,about:blank",
            ",,data:text/html",
            ",,https://evil.com/https://app.example.com", ",,not a URI", ",,''", ",https://evil.com,",
            "'same-origin, cross-site',,", "cross-site,,https://app.example.com@evil.com/", "cross-site,,//app.example.com/" })
    void scriptsAreRefusedToOtherOrigins(String site, String origin, String referer) {
        for (OriginPolicy policy : List.of(sameOrigin, listed(), new OriginPolicy(List.of("*"), false))) {
            assertThat(policy.allowsScript(site, origin, referer, host("example.com"))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({ ",,", "same-origin,,", "none,,", "same-origin,,http://example.com/page", ",,http://example.com/page?x#y",
            "same-site,,http://example.com/", "cross-site,,https://app.example.com/page", ",https://app.example.com,",
            "cross-site,https://a.test.org,https://evil.com/" })
    void scriptsAreSentToTheOwnAndListedOrigins(String site, String origin, String referer) {
        assertThat(listed().allowsScript(site, origin, referer, host("example.com"))).isTrue();
    }

    private static OriginPolicy listed() {
        return new OriginPolicy(List.of("https://app.example.com", "/https://[a-z]+\\.test\\.org/"), false);
    }

    @Test
    void theServersOwnOriginPassesBesidesListedOnes() {
        assertThat(listed().allows("http://api.example.com", host("api.example.com"))).isTrue();
    }

    /** Values as a file of properties has them, and as {@code -D} or the environment has them. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
            "/https://.*[.]example[.]com/,/https://.*[.]example[.]com/",
            "/https://.*\\\\\\\\.example\\\\\\\\.com/,/https://.*\\\\.example\\\\.com/" })
    void aDotIsWrittenInBracketsOrBehindEscapedBackslashes(String inFile, String onCommandLine) throws IOException {
        Properties file = new Properties();
        file.load(new StringReader("origins=" + inFile));
        for (String value : List.of(file.getProperty("origins"), onCommandLine)) {
            OriginPolicy policy = new OriginPolicy(values(value), false);
            assertThat(policy.allows("https://app.example.com", host("here"))).as(value).isTrue();
            assertThat(policy.allows("https://app-example.com", host("here"))).as(value).isFalse();
        }
    }

    @Test
    void aSingleBackslashIsRemoved() {
        assertThat(values("/https://.*\\.example/")).containsExactly("/https://.*.example/");
    }

    private static List<String> values(String list) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of("quarkus.socketio.origins", list), "test", 100)).build()
                .getValues("quarkus.socketio.origins", String.class);
    }

    private static HostAndPort host(String authority) {
        return authority == null ? null : HostAndPort.parseAuthority(authority, -1);
    }
}
