// The graph of a trace inside its webview: a tree of rows with lanes. Talks to the extension by row numbers only.
'use strict';
(() => {
  const vscode = acquireVsCodeApi();
  const { model, source } = JSON.parse(document.getElementById('data').textContent);
  const saved = vscode.getState() ?? {};
  const same = JSON.stringify(saved.source) === JSON.stringify(source);
  const collapsed = new Set(same ? (saved.collapsed ?? []) : []);
  let active = same ? (saved.active ?? model.rows[0]?.n) : model.rows[0]?.n;

  const laneWidth = 14;
  const children = new Map();
  const byNumber = new Map(model.rows.map((row) => [row.n, row]));
  for (const row of model.rows) {
    if (!children.has(row.parent)) children.set(row.parent, []);
    children.get(row.parent).push(row);
  }
  const elements = new Map();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function shape(tag, attributes) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  /** Bars of one row: the upper half is the state before the step, the lower half the state after it. */
  function lanesOf(row) {
    const width = model.lanes.length * laneWidth;
    // Two units high whatever the height of the row, so that the bars of neighbours meet.
    const drawn = shape('svg', {
      ...{ width, viewBox: `0 0 ${width} 2`, preserveAspectRatio: 'none' },
      ...{ 'aria-hidden': 'true', class: 'lanes' },
    });
    model.lanes.forEach((_, lane) => {
      const x = lane * laneWidth + laneWidth / 2;
      drawn.append(shape('rect', { x: x - 0.5, y: 0, width: 1, height: 2, class: 'rail' }));
      const half = (state, y) => {
        if (!state) return;
        const at = state === 'read' ? [x - 4, x + 2] : [x - 4];
        for (const left of at)
          drawn.append(shape('rect', { x: left, y, width: state === 'read' ? 2 : 8, height: 1, class: `bar ${state}` }));
      };
      half(row.before[lane], 0);
      half(row.after[lane], 1);
    });
    return drawn;
  }

  function rowOf(row) {
    const own = children.get(row.n) ?? [];
    const item = element('div', `row ${row.kind}`);
    item.setAttribute('role', 'treeitem');
    item.setAttribute('aria-level', String(row.depth + 1));
    item.setAttribute('aria-label', row.spoken);
    const siblings = children.get(row.parent);
    item.setAttribute('aria-setsize', String(siblings.length));
    item.setAttribute('aria-posinset', String(siblings.indexOf(row) + 1));
    item.tabIndex = -1;
    item.dataset.n = String(row.n);
    const twisty = element('span', 'twisty', '');
    twisty.setAttribute('aria-hidden', 'true');
    const code = element('span', 'code');
    // Deep calls must leave room for their text, at any zoom.
    code.style.paddingInlineStart = `min(${row.depth * 1.2}em, ${row.depth * 4}%)`;
    const what = element('span', 'what');
    what.append(element('span', 'text', row.text), ' ', element('span', 'place', row.place));
    if (row.remark) what.append(element('span', 'remark', row.remark));
    if (row.condition) code.title = row.condition;
    code.append(twisty, what);
    item.append(element('span', 'number', String(row.n)), lanesOf(row), code);
    if (model.others) item.append(element('span', 'others', row.others));
    item.addEventListener('click', (event) => {
      focus(row.n);
      if (event.target === twisty && own.length > 0) toggle(row);
      else vscode.postMessage({ open: row.n });
    });
    return item;
  }

  function hidden(row) {
    for (let at = byNumber.get(row.parent); at; at = byNumber.get(at.parent)) if (collapsed.has(at.n)) return true;
    return false;
  }

  function refresh() {
    for (const row of model.rows) {
      const item = elements.get(row.n);
      item.hidden = hidden(row);
      item.tabIndex = row.n === active ? 0 : -1;
      if (!children.has(row.n)) continue;
      const open = !collapsed.has(row.n);
      item.setAttribute('aria-expanded', String(open));
      item.querySelector('.twisty').textContent = open ? '\u2212' : '+';
    }
    vscode.setState({ source, collapsed: [...collapsed], active });
  }

  function focus(n) {
    active = n;
    refresh();
    elements.get(n)?.focus();
  }

  function toggle(row, open = collapsed.has(row.n)) {
    if (!children.has(row.n)) return;
    if (open) collapsed.delete(row.n);
    else collapsed.add(row.n);
    refresh();
  }

  const visible = () => model.rows.filter((row) => !hidden(row));

  function move(by) {
    const rows = visible();
    const at = rows.findIndex((row) => row.n === active);
    const target = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (target) focus(target.n);
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(15),
    PageUp: () => move(-15),
    Home: () => move(-model.rows.length),
    End: () => move(model.rows.length),
    ArrowRight: (row) => (collapsed.has(row.n) ? toggle(row, true) : children.has(row.n) && move(1)),
    ArrowLeft: (row) => {
      if (children.has(row.n) && !collapsed.has(row.n)) toggle(row, false);
      else if (row.parent !== null) focus(row.parent);
    },
    '+': (row) => toggle(row, true),
    '-': (row) => toggle(row, false),
    Enter: (row) => vscode.postMessage({ open: row.n }),
    ' ': (row) => vscode.postMessage({ open: row.n }),
  };

  function start() {
    const graph = document.getElementById('graph');
    const head = element('div', 'row head');
    head.setAttribute('aria-hidden', 'true');
    const spacer = shape('svg', { width: model.lanes.length * laneWidth, height: 1, class: 'lanes' });
    head.append(element('span', 'number', 'Step'), spacer, element('span', 'code'));
    if (model.others) head.append(element('span', 'others', 'Other threads'));
    const legend = element(
      'p',
      'legend',
      model.lanes.length > 0
        ? `Lanes from left: ${model.lanes.join(', ')}. One bar: held; two thin bars: held for reading. Enter opens the line, + and - fold.`
        : 'Enter opens the line, + and - fold.',
    );
    const tree = element('div', 'tree');
    tree.setAttribute('role', 'tree');
    tree.setAttribute('aria-labelledby', 'title');
    for (const row of model.rows) {
      const item = rowOf(row);
      elements.set(row.n, item);
      tree.append(item);
    }
    graph.append(legend, head, tree);
    tree.addEventListener('keydown', (event) => {
      const row = byNumber.get(active);
      const action = keys[event.key];
      if (!row || !action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action(row);
    });
    refresh();
    elements.get(active)?.focus();
  }

  window.addEventListener('message', ({ data }) => {
    if ('current' in data) {
      for (const [n, item] of elements) {
        if (n === data.current) item.setAttribute('aria-current', 'step');
        else item.removeAttribute('aria-current');
      }
      elements.get(data.current)?.scrollIntoView({ block: 'nearest' });
    }
    if ('stale' in data) {
      const note = document.getElementById('stale');
      note.hidden = !data.stale;
      note.textContent = data.stale ? 'Stale: the source was edited. Trace again to update.' : '';
    }
  });

  start();
})();
