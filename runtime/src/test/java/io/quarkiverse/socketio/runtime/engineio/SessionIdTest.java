package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {

    @Test
    void anIdContainsItsIncarnation() {
        for (int incarnation = 0; incarnation <= SessionId.MAX_INCARNATION; incarnation++) {
            String id = SessionId.next(incarnation);
            assertThat(id).matches("[A-Za-z0-9_-]{20}");
            assertThat(SessionId.incarnationOf(id)).isEqualTo(incarnation);
        }
    }

    @Test
    void idsAreUnique() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(ids.add(SessionId.next(5))).isTrue();
        }
    }

    @Test
    void everyCharacterAfterTheIncarnationIsRandom() {
        for (int position = 2; position < SessionId.LENGTH; position++) {
            Set<Character> seen = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                seen.add(SessionId.next(0).charAt(position));
            }
            assertThat(seen).as("characters at " + position).hasSize(64);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 4096 })
    void anIncarnationThatDoesNotFitIsRefused(int incarnation) {
        assertThatIllegalArgumentException().isThrownBy(() -> SessionId.next(incarnation));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAA=", "=AAAAAAAAAAAAAAAAAAA",
            "A AAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAA%0", "__proto__", "AAAAAAAAAAAAAAAAAAA\u00e9" })
    void aMalformedIdHasNoIncarnation(String sid) {
        assertThat(SessionId.incarnationOf(sid)).isEqualTo(-1);
    }

    @Test
    void anIdContainsTheTagOfItsHost() {
        String tag = SessionId.newTag();
        String id = SessionId.next(1234, tag);
        assertThat(id).matches("[A-Za-z0-9_-]{20}");
        assertThat(SessionId.tagOf(id)).isEqualTo(tag);
        assertThat(SessionId.incarnationOf(id)).isEqualTo(1234);
    }

    @Test
    void theOtherCharactersOfAnIdWithATagAreRandom() {
        for (int position = 2 + SessionId.TAG_LENGTH; position < SessionId.LENGTH; position++) {
            Set<Character> seen = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                seen.add(SessionId.next(0, "ab-_").charAt(position));
            }
            assertThat(seen).as("characters at " + position).hasSize(64);
        }
    }

    @Test
    void withoutATagAllCharactersAreRandom() {
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            tags.add(SessionId.tagOf(SessionId.next(1, "")));
        }
        assertThat(tags).hasSizeGreaterThan(95);
    }

    @ParameterizedTest
    @ValueSource(strings = { "abc", "abcde", "ab=c", "ab c", "ab\u00e9c" })
    void aTagOfAnotherFormIsRefused(String tag) {
        assertThatIllegalArgumentException().isThrownBy(() -> SessionId.next(1, tag));
        assertThat(SessionId.isTag(tag)).isFalse();
    }
}
