import { LitElement } from 'lit';
import { NarrowController, columnBodyRenderer, css, html, narrowStyles, renderPages } from './socketio-page.js';
import { handlers } from 'build-time-data';

/** The handler methods that the build has found. */
export class QwcSocketioHandlers extends LitElement {
    layout = new NarrowController(this);

    static styles = [css`
        :host { display: flex; flex-direction: column; height: 100%; padding: 0 var(--lumo-space-m); }
        code { font-size: 85%; }
        .wrap { white-space: normal; overflow-wrap: anywhere; }
        .dim { color: var(--lumo-secondary-text-color); }
    `, narrowStyles];

    render() {
        if (handlers.length === 0) {
            return html`${renderPages()}<qwc-no-data message="The application has no handler methods"></qwc-no-data>`;
        }
        return html`${renderPages()}${this.layout.narrow ? this._narrowGrid() : this._grid()}`;
    }

    _narrowGrid() {
        return html`<vaadin-grid class="items" .items=${handlers} theme="no-border row-stripes compact">
            <vaadin-grid-column header="Method" ${columnBodyRenderer(row => html`<div class="stack">
                <code title=${row.bean}>${row.method}(${row.parameters})</code>
                <span><code>${row.kind}</code> <code>${row.namespace}</code> ${row.event}</span>
                <span class="dim">${row.mode}${row.ack ? `, acknowledges ${row.ack}` : ''}</span></div>`, [])}></vaadin-grid-column>
        </vaadin-grid>`;
    }

    _grid() {
        return html`<vaadin-grid class="items" .items=${handlers} theme="no-border row-stripes compact">
            <vaadin-grid-column header="Method" auto-width resizable
                ${columnBodyRenderer(row => html`<code title=${row.bean}>${row.method}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Kind" width="140px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<code>${row.kind}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Namespace" width="110px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<code>${row.namespace}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Event" width="140px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<span class="wrap">${row.event}</span>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Runs on" width="130px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`${row.mode}`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Parameters" resizable
                ${columnBodyRenderer(row => html`<code class="wrap">${row.parameters}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Acknowledges" width="170px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<span class="wrap">${row.ack}</span>`, [])}></vaadin-grid-column>
        </vaadin-grid>`;
    }
}

customElements.define('qwc-socketio-handlers', QwcSocketioHandlers);
