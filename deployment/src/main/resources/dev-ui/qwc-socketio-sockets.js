import { SocketIOPage, columnBodyRenderer, html, noClient, renderPages, time } from './socketio-page.js';

/** The sockets that are connected to this process. */
export class QwcSocketioSockets extends SocketIOPage {
    static properties = { _page: { state: true } };

    stream() {
        this.subscribe(this.jsonRpc.sockets(), page => {
            this._page = page;
            this.fetchNamespaces();
        });
    }

    render() {
        return html`${renderPages()}${this.renderEmit()}
            <span class="dim" id="total">${this._summary()}</span>
            ${this._page?.rows.length === 0 ? html`<qwc-no-data message=${noClient}></qwc-no-data>` : this._grid()}`;
    }

    _summary() {
        if (!this._page) {
            return 'Loading';
        }
        const { total, rows } = this._page;
        return total > rows.length ? `${total} sockets, of which these are the newest ${rows.length}`
            : total === 1 ? '1 socket' : `${total} sockets`;
    }

    _grid() {
        return this.layout.narrow ? html`<vaadin-grid class="items" .items=${this._page?.rows ?? []}
                theme="no-border row-stripes compact" item-id-path="id">
            <vaadin-grid-column header="Socket" ${columnBodyRenderer(row => html`<div class="stack">
                <span><code>${row.namespace}</code> <code>${row.id}</code></span>
                <span class="dim">${row.transport} from ${row.address} since ${time(row.since).slice(0, 8)}</span>
                ${row.rooms.length ? html`<span>${row.rooms.map(room => html`<span class="room">${room}</span>`)}</span>` : null}
                ${row.data === '{}' ? null : html`<code>${row.data}</code>`}
                <span>${this._actions(row)}</span></div>`, [])}></vaadin-grid-column>
        </vaadin-grid>` : this._wideGrid();
    }

    _wideGrid() {
        return html`<vaadin-grid class="items" .items=${this._page?.rows ?? []} theme="no-border row-stripes compact" item-id-path="id">
            <vaadin-grid-column header="Namespace" width="110px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<code>${row.namespace}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Id" width="215px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<code>${row.id}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Rooms" width="120px" resizable
                ${columnBodyRenderer(row => html`<span class="wrap">${row.rooms.map(room => html`<span class="room">${room}</span>`)}</span>`, [])}>
            </vaadin-grid-column>
            <vaadin-grid-column header="Transport" width="105px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`${row.transport}`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Data" width="150px" resizable
                ${columnBodyRenderer(row => html`<code class="wrap">${row.data === '{}' ? '' : row.data}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Address" width="110px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`${row.address}`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Since" width="100px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<span title=${new Date(row.since).toString()}>${time(row.since).slice(0, 8)}</span>`, [])}>
            </vaadin-grid-column>
            <vaadin-grid-column width="180px" flex-grow="0" ${columnBodyRenderer(row => this._actions(row), [])}></vaadin-grid-column>
        </vaadin-grid>`;
    }

    _actions(row) {
        return html`<vaadin-button theme="small tertiary" class="aim" @click=${() => this.aim(row.namespace, row.id)}>Emit…</vaadin-button>
            <vaadin-button theme="small tertiary error" class="disconnect"
                @click=${() => this.run(this.jsonRpc.disconnect({ namespace: row.namespace, socket: row.id }))}>Disconnect</vaadin-button>`;
    }
}

customElements.define('qwc-socketio-sockets', QwcSocketioSockets);
