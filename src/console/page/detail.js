// One incident → what happened, why it matters, what to do, and everything that is known about it.
import { byId, element, outwardLink } from './dom.js'
import { flatten, levelOf, statuses, statusName, time, value } from './format.js'
import { timeline } from './timeline.js'

let shown = null

/** Draws the incident; what the reader opened, wrote and scrolled to stays while the same one is drawn again. */
export function drawDetail(incident, actions) {
  const pane = byId('detail')
  const drawn = JSON.stringify(incident)
  if (shown?.drawn === drawn) return
  const isSame = shown?.id === incident.id
  const kept = isSame ? keep(pane) : null
  pane.replaceChildren(article(incident, actions))
  if (kept) restore(pane, kept)
  else pane.scrollTop = 0
  shown = { id: incident.id, drawn }
}

/** Shows a sentence in place of an incident. */
export function clearDetail(text) {
  shown = null
  byId('detail').replaceChildren(element('p.placeholder', {}, text))
}

function keep(pane) {
  return {
    scrollTop: pane.scrollTop,
    open: [...pane.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key),
    note: pane.querySelector('textarea')?.value ?? '',
    focus: document.activeElement?.dataset?.focus,
  }
}

function restore(pane, { scrollTop, open, note, focus }) {
  for (const details of pane.querySelectorAll('details')) details.open = open.includes(details.dataset.key)
  pane.querySelector('textarea').value = note
  pane.scrollTop = scrollTop
  if (focus) pane.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true })
}

function article(incident, actions) {
  const { document: ecs } = incident
  const tripline = ecs.tripline ?? {}
  return element(
    'article',
    {},
    head(incident, actions),
    section('Why', paragraph(ecs.event?.reason)),
    section('What to do', paragraph(tripline.advice)),
    section('Who and where', definitions(subjects(ecs), 'dl.wide')),
    section('What was measured', definitions(measured(tripline.incident), 'dl.wide')),
    timeline(stepsOf(tripline.incident)),
    section('When it is harmless', bullets(tripline.false_positives)),
    section('Rule and references', definitions(references(ecs, tripline))),
    notes(incident, actions),
  )
}

function head(incident, { onBack, onStatus }) {
  const { document: ecs, status, count, raisedAt, lastSeenAt, id } = incident
  const level = levelOf(incident)
  const { late } = ecs.tripline?.incident ?? {}
  return element(
    `header.head.${level}`,
    {},
    element('button.back.quiet', { type: 'button', onclick: onBack }, '← Incidents'),
    element(
      'p.line',
      {},
      element(`span.badge.${level}`, {}, level),
      element('time', { datetime: raisedAt, title: raisedAt }, time(raisedAt)),
      count > 1 ? element('span', {}, `seen ${count} times, last ${time(lastSeenAt)}`) : null,
      late ? element('span', {}, `${late.count} more ${late.count === 1 ? 'event' : 'events'} came late`) : null,
    ),
    element('h2', {}, value(ecs.rule?.name ?? ecs.rule?.id ?? 'Incident')),
    element('p.summary', {}, element('bdi', {}, value(ecs.message ?? ''))),
    element(
      'div.choice',
      { role: 'group', 'aria-label': 'Status' },
      ...statuses.map((each) =>
        element(
          'button',
          {
            type: 'button',
            'aria-pressed': String(each === status),
            'data-focus': `status-${each}`,
            onclick: () => onStatus(id, each),
          },
          statusName(each),
        ),
      ),
    ),
  )
}

/** What came after the incident was raised stands behind the steps that raised it. */
const stepsOf = ({ events = [], late } = {}) => (late ? [...events, { step: 'late', ...late }] : events)

const section = (title, content) => (content ? element('section', {}, element('h3', {}, title), content) : null)

const paragraph = (text) => (text ? element('p', {}, element('bdi', {}, value(text))) : null)

const bullets = (texts) =>
  texts?.length > 0 ? element('ul', {}, ...texts.map((text) => element('li', {}, value(text)))) : null

function definitions(pairs, list = 'dl') {
  if (pairs.length === 0) return null
  const rows = pairs.flatMap(([name, content]) => [
    element('dt', {}, name),
    element('dd', {}, content instanceof Node ? content : element('bdi', {}, value(content))),
  ])
  return element(list, {}, ...rows)
}

/** The statistics; those that are not exact say so. */
const measured = ({ values, approximate = [] } = {}) =>
  flatten(values).map(([name, content]) => [approximate.includes(name) ? `${name}, about` : name, content])

/** What is said elsewhere on the page, or tells nothing to a person. */
const elsewhere = new Set(['@timestamp', 'message', 'event', 'rule', 'threat', 'tripline', 'related', 'ecs'])

function subjects(ecs) {
  const fields = Object.entries(ecs).filter(([name]) => !elsewhere.has(name))
  return flatten(Object.fromEntries(fields))
}

function references(ecs, tripline) {
  const { id, ruleset, version, reference } = ecs.rule ?? {}
  return [
    ['Rule', id],
    ['Ruleset', ruleset],
    ['Version', version],
    ['ATT&CK', links([ecs.threat?.technique?.id ?? []].flat(), techniqueUrl)],
    [
      'CWE',
      links(tripline.cwe ?? [], (each) => `https://cwe.mitre.org/data/definitions/${each.replace(/\D/g, '')}.html`),
    ],
    ['WSTG', tripline.wstg?.length > 0 ? tripline.wstg : null],
    ['Reference', reference ? outwardLink(reference, value(reference)) : null],
    ['Incident', ecs.event?.id],
  ].filter(([, content]) => content !== null && content !== undefined && content !== '')
}

/** T1110.001 is found at …/T1110/001/. */
const techniqueUrl = (id) => `https://attack.mitre.org/techniques/${id.split('.').map(encodeURIComponent).join('/')}/`

const links = (ids, url) =>
  ids.length === 0 ? null : element('span.links', {}, ...ids.map((id) => outwardLink(url(String(id)), value(id))))

function notes({ id, notes: written }, { onNote }) {
  const submit = (event) => {
    event.preventDefault()
    const text = event.target.elements.note
    if (text.value.trim() === '') return
    onNote(id, text.value.trim())
    text.value = ''
  }
  const items = written.map(({ at, author, text }) =>
    element(
      'li',
      {},
      element(
        'p.small',
        {},
        element('b', {}, value(author)),
        ' ',
        element('time', { datetime: at, title: at }, time(at)),
      ),
      element('p.written', {}, element('bdi', {}, value(text))),
    ),
  )
  return element(
    'section',
    {},
    element('h3', {}, 'Notes'),
    items.length > 0 ? element('ol.notes', {}, ...items) : null,
    element(
      'form.note',
      { onsubmit: submit },
      element(
        'label',
        {},
        element('span', {}, 'New note'),
        element('textarea', { name: 'note', rows: 2, maxlength: 10_000, 'data-focus': 'note' }),
      ),
      element('button', { type: 'submit' }, 'Add note'),
    ),
  )
}
