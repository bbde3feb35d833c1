/**
 * What the pages of this extension in Quarkus' Dev UI show and do, in dev mode only. Entry: {@link DevUIService}, whose public
 * methods the pages call. Imports no other theme of {@code runtime.quarkus}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.devui;

import org.jspecify.annotations.NullMarked;
