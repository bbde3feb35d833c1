import { QwcHotReloadElement, css, html } from 'qwc-hot-reload-element';
import { nothing, unsafeCSS } from 'lit';
import { JsonRpc } from 'jsonrpc';
import { workers } from 'build-time-data';
import '@vaadin/button';
import '@vaadin/grid';
import '@vaadin/icon';
import '@vaadin/text-field';
import 'qwc-no-data';

export { columnBodyRenderer } from '@vaadin/grid/lit.js';
export { css, html };

/** Said where there is nothing to show; clients are never connected to this process if there are others. */
export const noClient = workers === 0 ? 'No client is connected'
    : 'Clients are connected to the worker processes, which these pages do not show';

/** The names of the pages. On a phone the tabs of the Dev UI do not fit into its head, so the pages have links to each other. */
const PAGES = ['Sockets', 'Rooms', 'Events', 'Handlers'];
const PHONE = '(max-width: 600px)';

export const narrowStyles = css`
    .pages { display: none; }
    @media ${unsafeCSS(PHONE)} {
        :host { padding: 0 var(--lumo-space-s); }
        .pages { display: flex; gap: var(--lumo-space-m); border-bottom: 1px solid var(--lumo-contrast-20pct); }
        .pages a { padding: var(--lumo-space-s) 0; color: var(--lumo-secondary-text-color); text-decoration: none; font-weight: 500; }
        .pages a[aria-current] { color: var(--lumo-primary-text-color); box-shadow: inset 0 -2px var(--lumo-primary-color); }
        .stack { display: flex; flex-direction: column; gap: 2px; white-space: normal; overflow-wrap: anywhere; }
        summary { cursor: pointer; padding: var(--lumo-space-xs) 0; }
        .bar label, .bar vaadin-text-field { flex: 1 1 130px; min-width: 0; }
        .bar select { max-width: none; }
    }
`;

/** Links to all pages, which only a narrow window shows. */
export function renderPages() {
    const here = location.pathname;
    const path = page => here.replace(/[^/]*$/, page.toLowerCase());
    return html`<nav class="pages" aria-label="Socket.IO">${PAGES.map(page =>
        html`<a href=${path(page)} aria-current=${path(page) === here ? 'page' : nothing}>${page}</a>`)}</nav>`;
}

/** Renders again when the window becomes narrow or wide; only a narrow one has one column instead of many. */
export class NarrowController {
    constructor(host) {
        this._query = matchMedia(PHONE);
        this._update = () => host.requestUpdate();
        host.addController(this);
    }

    get narrow() {
        return this._query.matches;
    }

    hostConnected() {
        this._query.addEventListener('change', this._update);
    }

    hostDisconnected() {
        this._query.removeEventListener('change', this._update);
    }
}

/** The namespace "/" among the names in a select element. */
const MAIN = '/';

/**
 * A page whose content the server streams. Subclasses call subscribe() of this class in stream(), which runs once for each
 * application: dev mode restarts it, and subscriptions end with the old one.
 */
export class SocketIOPage extends QwcHotReloadElement {
    jsonRpc = new JsonRpc(this, false);

    layout = new NarrowController(this);

    static styles = [css`
        :host { display: flex; flex-direction: column; height: 100%; gap: var(--lumo-space-s); padding: 0 var(--lumo-space-m); }
        vaadin-grid { flex: 1; min-height: 200px; }
        .bar { display: flex; flex-wrap: wrap; gap: var(--lumo-space-s); align-items: end; }
        .bar label { display: flex; flex-direction: column; font-size: var(--lumo-font-size-s);
            color: var(--lumo-secondary-text-color); font-weight: 500; gap: 4px;
            padding-bottom: 4px; }
        select { font: inherit; color: var(--lumo-body-text-color); background: var(--lumo-contrast-10pct); border: 0; height: 36px;
            border-radius: var(--lumo-border-radius-m); padding: 0 var(--lumo-space-s); min-width: 110px; max-width: 240px; }
        select option { background: var(--lumo-base-color); }
        code { font-size: 85%; }
        .dim { color: var(--lumo-secondary-text-color); }
        .room { background: var(--lumo-contrast-5pct); border-radius: var(--lumo-border-radius-m); padding: 1px 6px; margin-right: 4px; }
        .wrap { white-space: normal; overflow-wrap: anywhere; }
        .reply { min-height: 1.5em; font-size: var(--lumo-font-size-s); margin: 0; overflow-wrap: anywhere; }
        .done { color: var(--lumo-success-text-color); }
        .failed { color: var(--lumo-error-text-color); }
        .wide { flex: 1; min-width: 200px; }
    `, narrowStyles];

    static properties = {
        _namespaces: { state: true },
        _reply: { state: true },
        _target: { state: true },
    };

    constructor() {
        super();
        this._namespaces = [MAIN];
        this._reply = null;
        this._target = { namespace: MAIN, room: '' };
        this._streams = [];
    }

    connectedCallback() {
        super.connectedCallback();
        this._start();
    }

    disconnectedCallback() {
        this._stop();
        super.disconnectedCallback();
    }

    hotReload() {
        this._start();
    }

    _start() {
        this._stop();
        this.stream();
    }

    _stop() {
        this._streams.forEach(stream => stream.cancel());
        this._streams = [];
    }

    /** Passes each item of a subscription to a function. */
    subscribe(stream, onNext) {
        this._streams.push(stream.onNext(response => onNext(response.result)));
    }

    async fetchNamespaces() {
        this._namespaces = (await this.jsonRpc.namespaces()).result;
    }

    async run(reply) {
        try {
            this._reply = (await reply).result;
        } catch (failure) {
            this._reply = { done: false, message: failure?.error?.message ?? 'The application does not answer' };
        }
    }

    /** Selects a namespace of those that exist; onChange gets its name. */
    renderNamespaces(label, selected, onChange, any = null) {
        const names = this._namespaces.includes(selected) || selected === '' ? this._namespaces : [selected, ...this._namespaces];
        return html`<label>${label}
            <select @change=${event => onChange(event.target.value)}>
                ${any === null ? null : html`<option value="" ?selected=${selected === ''}>${any}</option>`}
                ${names.map(name => html`<option value=${name} ?selected=${name === selected}>${name}</option>`)}
            </select></label>`;
    }

    /** Prepares the form for a room, or for a socket by its id. */
    aim(namespace, room) {
        this._target = { namespace, room };
        this.updateComplete.then(() => {
            this.renderRoot.querySelector('details')?.setAttribute('open', '');
            this.renderRoot.querySelector('#event').focus();
        });
    }

    renderEmit() {
        return html`${this.layout.narrow ? html`<details><summary>Emit an event</summary>${this._form()}</details>` : this._form()}
            ${this.renderReply()}`;
    }

    _form() {
        return html`
            <div class="bar">
                ${this.renderNamespaces('Emit in namespace', this._target.namespace,
                    namespace => this._target = { namespace, room: '' })}
                <vaadin-text-field id="room" label="To room or socket id" placeholder="all sockets" clear-button-visible
                    .value=${this._target.room} @value-changed=${event => this._target = { ...this._target, room: event.detail.value }}>
                </vaadin-text-field>
                <vaadin-text-field id="event" label="Event" @keydown=${this._onKey}></vaadin-text-field>
                <vaadin-text-field id="arguments" class="wide" label="Arguments, a JSON array" placeholder='["hello", {"n": 1}]'
                    @keydown=${this._onKey}></vaadin-text-field>
                <vaadin-button id="emit" theme="primary" @click=${this._emit}>Emit</vaadin-button>
            </div>`;
    }

    renderReply() {
        return html`<p class="reply ${this._reply?.done ? 'done' : 'failed'}" role="status">${this._reply?.message}</p>`;
    }

    _onKey(event) {
        if (event.key === 'Enter') {
            this._emit();
        }
    }

    _emit() {
        const value = id => this.renderRoot.querySelector(id).value.trim();
        const { namespace, room } = this._target;
        this.run(this.jsonRpc.emit({ namespace, room, event: value('#event'), arguments: value('#arguments') }));
    }
}

/** The time of day, of this machine. */
export function time(milliseconds) {
    const date = new Date(milliseconds);
    return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
