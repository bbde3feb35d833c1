package org.acme.todos;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * An entry of the list. Each change of it has a higher version: what two workers tell can arrive in another order than it was
 * stored, and by the version a client knows what is newer.
 */
record Todo(long id, @NotBlank(message = NEEDED) @Size(max = LONGEST, message = TOO_LONG) String title, boolean done,
        int version) {
    static final int LONGEST = 100;
    static final String NEEDED = "A title is needed.";
    static final String TOO_LONG = "A title has at most {max} characters.";
}
