import { SocketIOPage, columnBodyRenderer, html, renderPages } from './socketio-page.js';

/** The rooms that sockets of this process are in. */
export class QwcSocketioRooms extends SocketIOPage {
    static properties = { _page: { state: true } };

    stream() {
        this.subscribe(this.jsonRpc.rooms(), page => {
            this._page = page;
            this.fetchNamespaces();
        });
    }

    render() {
        return html`${renderPages()}${this.renderEmit()}
            <span class="dim" id="total">${this._summary()}</span>
            ${this._page?.rows.length === 0 ? html`<qwc-no-data message="No socket is in a room"></qwc-no-data>` : this._grid()}`;
    }

    _summary() {
        if (!this._page) {
            return 'Loading';
        }
        const { total, rows } = this._page;
        return total > rows.length ? `${total} rooms, of which these ${rows.length} have the most sockets`
            : total === 1 ? '1 room' : `${total} rooms`;
    }

    _grid() {
        return this.layout.narrow ? html`<vaadin-grid class="items" .items=${this._page?.rows ?? []} theme="no-border row-stripes compact">
            <vaadin-grid-column header="Room" ${columnBodyRenderer(row => html`<div class="stack">
                <span><code>${row.namespace}</code> <span class="room">${row.room}</span></span>
                <span class="dim">${row.sockets === 1 ? '1 socket' : `${row.sockets} sockets`} ${this._aim(row)}</span></div>`, [])}>
            </vaadin-grid-column>
        </vaadin-grid>` : this._wideGrid();
    }

    _aim(row) {
        return html`<vaadin-button theme="small tertiary" class="aim" @click=${() => this.aim(row.namespace, row.room)}>Emit…</vaadin-button>`;
    }

    _wideGrid() {
        return html`<vaadin-grid class="items" .items=${this._page?.rows ?? []} theme="no-border row-stripes compact">
            <vaadin-grid-column header="Namespace" width="160px" resizable flex-grow="0"
                ${columnBodyRenderer(row => html`<code>${row.namespace}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Room" resizable
                ${columnBodyRenderer(row => html`<span class="wrap">${row.room}</span>`, [])}></vaadin-grid-column>
            <vaadin-grid-column header="Sockets" width="120px" resizable flex-grow="0" text-align="end"
                ${columnBodyRenderer(row => html`${row.sockets}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="120px" flex-grow="0"
                ${columnBodyRenderer(row => this._aim(row), [])}></vaadin-grid-column>
        </vaadin-grid>`;
    }
}

customElements.define('qwc-socketio-rooms', QwcSocketioRooms);
