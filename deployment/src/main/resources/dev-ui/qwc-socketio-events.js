import { SocketIOPage, columnBodyRenderer, css, html, renderPages, time } from './socketio-page.js';

/** As many as the server keeps. */
const MAX_EVENTS = 1000;
const KINDS = ['connect', 'disconnect', 'received', 'sent'];
const NO_FILTER = { kind: '', namespace: '', socket: '', event: '' };

/** The newest events of all sockets of this process, the newest first. */
export class QwcSocketioEvents extends SocketIOPage {
    static styles = [SocketIOPage.styles, css`
        .connect { color: var(--lumo-success-text-color); }
        .disconnect { color: var(--lumo-error-text-color); }
        .received { color: var(--lumo-primary-text-color); }
    `];

    static properties = {
        _events: { state: true },
        _filter: { state: true },
        _paused: { state: true },
    };

    constructor() {
        super();
        this._events = [];
        this._filter = NO_FILTER;
        this._paused = false;
    }

    stream() {
        this.fetchNamespaces();
        if (!this._paused) {
            this.subscribe(this.jsonRpc.events(this._filter), batch => {
                const newest = batch.events.slice().reverse();
                this._events = batch.first ? newest : [...newest, ...this._events].slice(0, MAX_EVENTS);
            });
        }
    }

    render() {
        return html`${renderPages()}${this.layout.narrow ? html`<details><summary>Filter</summary>${this._bar()}</details>` : this._bar()}
            ${this.layout.narrow ? this._narrowGrid() : this._grid()}`;
    }

    _narrowGrid() {
        return html`<vaadin-grid class="items" .items=${this._events} theme="no-border row-stripes compact">
            <vaadin-grid-column header="Event" ${columnBodyRenderer(row => html`<div class="stack">
                <span><code>${time(row.time)}</code> <span class=${row.kind}>${row.kind}</span> ${row.event}</span>
                <code>${row.detail}</code>
                <span class="dim"><code>${row.namespace}</code> <code>${row.socket}</code></span></div>`, [])}></vaadin-grid-column>
        </vaadin-grid>`;
    }

    _bar() {
        return html`<div class="bar">
                <label>Kind<select id="kind" @change=${event => this._select({ kind: event.target.value })}>
                    <option value="">all</option>
                    ${KINDS.map(kind => html`<option value=${kind} ?selected=${kind === this._filter.kind}>${kind}</option>`)}
                </select></label>
                ${this.renderNamespaces('Namespace', this._filter.namespace, namespace => this._select({ namespace }), 'all')}
                ${this._field('socket', 'Socket id begins with')}
                ${this._field('event', 'Event name contains')}
                <vaadin-button id="pause" @click=${this._pause}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:${this._paused ? 'play' : 'pause'}"></vaadin-icon>
                    ${this._paused ? 'Continue' : 'Pause'}</vaadin-button>
                <vaadin-button id="clear" @click=${this._clear}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:trash"></vaadin-icon>Clear</vaadin-button>
            </div>`;
    }

    _grid() {
        return html`<vaadin-grid class="items" .items=${this._events} theme="no-border row-stripes compact">
                <vaadin-grid-column header="Time" width="120px" resizable flex-grow="0"
                    ${columnBodyRenderer(row => html`<code>${time(row.time)}</code>`, [])}></vaadin-grid-column>
                <vaadin-grid-column header="Kind" width="105px" resizable flex-grow="0"
                    ${columnBodyRenderer(row => html`<span class=${row.kind}>${row.kind}</span>`, [])}></vaadin-grid-column>
                <vaadin-grid-column header="Namespace" width="110px" resizable flex-grow="0"
                    ${columnBodyRenderer(row => html`<code>${row.namespace}</code>`, [])}></vaadin-grid-column>
                <vaadin-grid-column header="Socket" width="215px" resizable flex-grow="0"
                    ${columnBodyRenderer(row => html`<code>${row.socket}</code>`, [])}></vaadin-grid-column>
                <vaadin-grid-column header="Event" width="150px" resizable flex-grow="0"
                    ${columnBodyRenderer(row => html`<span class="wrap">${row.event}</span>`, [])}></vaadin-grid-column>
                <vaadin-grid-column header="Arguments or reason" resizable
                    ${columnBodyRenderer(row => html`<code class="wrap">${row.detail}</code>`, [])}></vaadin-grid-column>
            </vaadin-grid>`;
    }

    _field(name, label) {
        return html`<vaadin-text-field id=${name} label=${label} clear-button-visible .value=${this._filter[name]}
            @value-changed=${event => this._select({ [name]: event.detail.value.trim() })}></vaadin-text-field>`;
    }

    _select(change) {
        const [[name, value]] = Object.entries(change);
        if (this._filter[name] !== value) { // a field reports its first value too
            this._filter = { ...this._filter, ...change };
            this._paused = false;
            this._start();
        }
    }

    _pause() {
        this._paused = !this._paused;
        this._start();
    }

    async _clear() {
        await this.jsonRpc.clearEvents();
        this._events = [];
    }
}

customElements.define('qwc-socketio-events', QwcSocketioEvents);
