// The status page: fetches the state of the cluster every two seconds and shows it. All texts are set as text, never as HTML.
'use strict';

const PERIOD = 2000;
/** As many as the primary keeps. */
const SAMPLES = 90;
const TIMEOUT = 8000;
const SVG = 'http://www.w3.org/2000/svg';
const STATES = { RUNNING: 'good', STARTING: 'busy', RESPAWNING: 'busy', STOPPING: 'busy' };

const byId = id => document.getElementById(id);
const count = number => Math.round(number).toLocaleString('en');
/** A number and its unit, which stay in one line. */
const unit = (number, name) => number + '\u00a0' + name.replaceAll(' ', '\u00a0');
const day = date => date.toLocaleDateString('sv');
const rate = number => number < 10 ? number.toFixed(1).replace('.0', '') : count(number);

/** What is shown of a worker, and of all together: its value of the state, its samples, how the value is written. */
const METERS = [
  { name: 'clients', label: 'Clients', of: seat => seat.clients, text: value => [count(value)] },
  { name: 'events', label: 'Events a second', of: seat => seat.eventsReceived + seat.eventsSent, text: value => [rate(value)] },
  { name: 'megabytes', label: 'Memory', of: seat => seat.rss / 2 ** 20, text: value => [count(value), 'MB'] },
  { name: 'lag', label: 'Event loop lag', of: seat => seat.lag, text: value => [count(value), 'ms'], most: true, least: 20 },
];

/** Sums of all workers; of the lag, the largest. */
const together = (meter, values) => values.reduce((sum, value) => meter.most ? Math.max(sum, value) : sum + value, 0);

function element(name, className = '', text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A value with a line of what it was during the last minutes. */
class Meter {
  constructor(meter) {
    this.meter = meter;
    this.samples = [];
    this.root = element('div', 'meter');
    this.value = element('div', 'value');
    this.chart = document.createElementNS(SVG, 'svg');
    this.chart.setAttribute('viewBox', `0 0 ${SAMPLES - 1} 100`);
    this.chart.setAttribute('preserveAspectRatio', 'none');
    this.chart.setAttribute('role', 'img');
    this.chart.classList.add('chart');
    [this.area, this.line] = ['area', 'line'].map(name => {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      this.chart.append(path);
      return path;
    });
    this.root.append(element('div', 'label', meter.label), this.value, this.chart);
  }

  add(samples, value) {
    this.samples = (samples ?? [...this.samples, value]).slice(-SAMPLES);
    const [number, unit] = this.meter.text(value);
    this.value.replaceChildren(number);
    if (unit) {
      this.value.append(element('small', '', ' ' + unit));
    }
  }

  /** @param top the value of the upper edge, the same in all charts of one kind so that they can be compared */
  draw(top) {
    const y = value => (97 - 92 * Math.min(1, value / top)).toFixed(1);
    const first = SAMPLES - this.samples.length;
    const line = this.samples.map((value, i) => `${i === 0 ? 'M' : 'L'}${first + i} ${y(value)}`).join('');
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', line && `${line}L${SAMPLES - 1} 100L${first} 100Z`);
    this.chart.setAttribute('aria-label',
      `${this.meter.label} during the last ${Math.round(this.samples.length * PERIOD / 60000)} minutes, at most ${this.meter.text(this.highest()).join(' ')}`);
  }

  highest() {
    return this.samples.reduce((highest, value) => Math.max(highest, value), this.meter.least ?? 1);
  }
}

class Totals {
  constructor() {
    this.meters = METERS.map(meter => new Meter(meter));
    byId('totals').append(...this.meters.map(meter => {
      meter.root.classList.add('card');
      return meter.root;
    }));
  }

  show(seats) {
    this.meters.forEach(shown => {
      const { meter } = shown;
      const series = seats.map(seat => seat.history?.[meter.name]).filter(Boolean);
      const length = series.reduce((longest, each) => Math.max(longest, each.length), 0);
      const samples = series.length === 0 ? null : Array.from({ length }, (_, i) =>
        together(meter, series.map(each => each[i - length + each.length] ?? 0)));
      shown.add(samples, together(meter, seats.map(seat => seat.pid === undefined ? 0 : known(meter, seat))));
      shown.draw(shown.highest() * 1.1);
    });
  }
}

/** Workers of an earlier build do not report everything. */
function known(meter, seat) {
  const value = meter.of(seat);
  return Number.isFinite(value) ? value : 0;
}

class WorkerCard {
  constructor(id) {
    this.root = element('article', 'card worker');
    this.root.id = 'w' + id;
    const head = element('header');
    this.state = element('span', 'pill');
    this.pid = element('span', 'pid');
    head.append(element('h3', '', 'w' + id), this.state, this.pid);
    this.meters = METERS.map(meter => new Meter(meter));
    const grid = element('div', 'meters');
    grid.append(...this.meters.map(meter => meter.root));
    this.more = element('p', 'more');
    this.build = element('p', 'more build');
    this.root.append(head, grid, this.more, this.build);
  }

  show(seat, replaced) {
    const state = replaced ? 'being replaced' : seat.state.toLowerCase();
    this.state.textContent = state;
    this.state.className = 'pill ' + (replaced ? 'busy' : STATES[seat.state] ?? 'bad');
    this.pid.textContent = seat.pid ? 'pid ' + seat.pid : '';
    this.meters.forEach(shown => shown.add(seat.history?.[shown.meter.name],
      seat.pid === undefined ? 0 : known(shown.meter, seat)));
    this.more.textContent = [
      seat.uptime === undefined ? '' : unit('up', duration(seat.uptime)),
      seat.connections === undefined ? '' : unit(count(seat.connections), seat.connections === 1 ? 'connection' : 'connections'),
      seat.requests === undefined ? '' : unit(rate(seat.requests), 'requests a second'),
      seat.cpu === undefined ? '' : unit(count(seat.cpu * 100), '% of a processor'),
      seat.heap ? unit('heap', unit(count(seat.heap / 2 ** 20), 'MB')) : '',
      seat.restarts ? `restarted after ${seat.restarts === 1 ? 'a crash' : seat.restarts + ' crashes'}` : '',
      seat.leavingClients ? `its former process still has ${count(seat.leavingClients)} clients` : '',
    ].filter(Boolean).join(' · ');
    this.build.textContent = seat.build ? 'Build ' + build(seat.build) : '';
  }
}

function duration(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min ${Math.floor(seconds) % 60} s`
    : `${Math.floor(seconds)} s`;
}

/** A version, and when the jar was written, in the time zone of the browser. */
function build(text) {
  return text.replace(/\S+T\S+Z$/, instant => new Date(instant).toLocaleString('sv'));
}

class Page {
  constructor() {
    this.totals = new Totals();
    this.workers = new Map();
    this.withHistory = true;
    this.lastEvents = '';
  }

  show(state) {
    byId('locked').hidden = true;
    byId('content').hidden = false;
    byId('content').classList.remove('old');
    this.showHead(state);
    this.showRoll(state.roll);
    this.totals.show(state.seats);
    this.showWorkers(state);
    this.showEvents(state.events ?? []);
  }

  showHead({ application, time, ready, workers, shuttingDown }) {
    const [, name, framework] = /^(.*?)(?: \(powered by (.*)\))?$/.exec(application?.name ?? 'Socket.IO cluster');
    const summary = shuttingDown ? 'shutting down' : `${ready} of ${workers} workers ready`;
    document.title = `${ready}/${workers} ${name}`;
    byId('name').textContent = name;
    byId('ready').hidden = false;
    byId('ready').textContent = summary;
    byId('ready').className = 'pill ' + (shuttingDown || ready === 0 ? 'bad' : ready < workers ? 'busy' : 'good');
    if (application) {
      byId('host').textContent = application.host;
      byId('build').textContent = [application.build ? build(application.build) : '', framework].filter(Boolean).join(', ');
      byId('uptime').textContent = duration((time - application.startedAt) / 1000);
      byId('time').textContent = new Date(time).toLocaleString('sv');
      byId('primary').textContent = `pid ${application.pid}, Java ${application.java.split('+')[0]}`;
    }
  }

  showRoll(roll) {
    byId('roll').hidden = !roll;
    if (roll) {
      byId('roll-count').textContent = `${roll.replaced} of ${roll.of}`;
      byId('roll-bar').max = roll.of;
      byId('roll-bar').value = roll.replaced;
      byId('roll-text').textContent = [roll.reason, roll.worker ? `w${roll.worker} is being replaced` : '',
        duration(roll.millis / 1000)].filter(Boolean).join(' · ');
    }
  }

  showWorkers({ seats, roll }) {
    const present = new Set(seats.map(seat => seat.id));
    for (const [id, card] of this.workers) {
      if (!present.has(id)) {
        card.root.remove();
        this.workers.delete(id);
      }
    }
    seats.forEach((seat, i) => {
      if (!this.workers.has(seat.id)) {
        const card = new WorkerCard(seat.id);
        this.workers.set(seat.id, card);
        byId('workers').insertBefore(card.root, byId('workers').children[i] ?? null);
      }
      this.workers.get(seat.id).show(seat, seat.replacing || roll?.worker === seat.id && seat.state === 'RUNNING');
    });
    const cards = [...this.workers.values()];
    METERS.forEach((_, i) => {
      const top = cards.reduce((highest, card) => Math.max(highest, card.meters[i].highest()), 0) * 1.1;
      cards.forEach(card => card.meters[i].draw(top));
    });
  }

  showEvents(events) {
    const shown = JSON.stringify(events);
    if (shown !== this.lastEvents) { // so that a selection of text stays
      this.lastEvents = shown;
      byId('events').replaceChildren(...events.map(event => {
        const item = element('li');
        const at = new Date(event.at);
        const time = element('time', '', day(at) === day(new Date()) ? at.toLocaleTimeString('sv') : at.toLocaleString('sv'));
        time.dateTime = at.toISOString();
        item.append(time, element('span', event.warning ? 'bad' : '', event.text));
        return item;
      }));
    }
  }

  lock(why) {
    byId('content').hidden = true;
    byId('locked').hidden = false;
    byId('ready').hidden = true;
    byId('why').textContent = why;
    this.tell('no access', 'bad');
    this.withHistory = true;
  }

  tell(text, kind) {
    if (byId('live').textContent !== text) { // screen readers say each change
      byId('live').textContent = text;
      byId('live').className = 'pill ' + kind;
    }
  }

  /** Fetches the state; with the samples of the last minutes at first, and after a gap. */
  async refresh() {
    try {
      const response = await fetch(this.withHistory ? './?history' : './', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) });
      if (response.status === 401 || response.status === 403) {
        this.lock(this.refused ?? 'It shows the cluster only in a browser that has opened such a link, for twelve hours.');
        return;
      }
      if (!response.ok) {
        throw new Error('status ' + response.status);
      }
      const state = await response.json();
      this.withHistory = false;
      this.refused = undefined;
      this.answeredAt = new Date();
      this.tell('live', 'good');
      this.show(state);
    } catch (failure) {
      this.withHistory = true;
      this.tell(this.answeredAt ? 'no answer since ' + this.answeredAt.toLocaleTimeString('sv') : 'no answer', 'bad');
      byId('content').classList.add('old');
    }
  }

  /** Exchanges the code in the link for a cookie; the code leaves the address, also in the history of the browser. */
  async signIn() {
    const code = /^#code=([0-9a-f-]+)$/.exec(location.hash);
    if (code) {
      history.replaceState(null, '', location.pathname + location.search);
      try {
        const response = await fetch('session', { method: 'POST', headers: { 'Cluster-Code': code[1] } });
        this.refused = response.ok ? undefined : await response.text();
      } catch (failure) {
        this.refused = 'The cluster did not answer, so the link was not used. Reload the page with the link.';
      }
    }
  }

  async run() {
    await this.signIn();
    window.addEventListener('hashchange', () => this.signIn().then(() => this.refresh()));
    document.addEventListener('visibilitychange', () => {
      this.withHistory = true;
    });
    for (;;) {
      if (!document.hidden) {
        await this.refresh();
      }
      await new Promise(resolve => setTimeout(resolve, PERIOD));
    }
  }
}

new Page().run();
