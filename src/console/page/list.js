// A page of incidents → rows that stay where they are while the list is brought up to date.
import { byId, element } from './dom.js'
import { levelOf, statusName, time, value } from './format.js'

const rows = new Map()
let known = new Set()

/** Draws the page into the list; rows that did not change are not touched, new ones light up for a moment. */
export function drawList(incidents, { selected, href, onOpen }) {
  const list = byId('list')
  const wanted = new Set(incidents.map(({ id }) => id))
  for (const [id, row] of rows) {
    if (wanted.has(id)) continue
    row.node.remove()
    rows.delete(id)
  }
  let before = null
  for (const incident of incidents) {
    const node = rowOf(incident, href, onOpen)
    const place = before === null ? list.firstElementChild : before.nextElementSibling
    if (node !== place) list.insertBefore(node, place)
    before = node
  }
  select(selected)
  known = wanted
}

/** Marks the row of the open incident. */
export function select(id) {
  for (const [each, { node }] of rows) {
    const link = node.firstElementChild
    if (each === id) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  }
}

/** The id of the row that is `step` rows from the given one, for the keyboard. */
export function neighbour(id, step) {
  const ids = [...byId('list').children].map(({ dataset }) => dataset.id)
  const place = ids.indexOf(id)
  if (place < 0) return ids[0]
  return ids[Math.min(Math.max(place + step, 0), ids.length - 1)]
}

export function focusRow(id) {
  const link = rows.get(id)?.node.firstElementChild
  link?.focus({ preventScroll: true })
  link?.scrollIntoView({ block: 'nearest' })
}

function rowOf(incident, href, onOpen) {
  const drawn = JSON.stringify([incident.status, incident.count, incident.lastSeenAt])
  const row = rows.get(incident.id)
  const link = () =>
    element(`a.row.${levelOf(incident)}`, { href: href(incident.id), onclick: open }, ...content(incident))
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onOpen(incident.id)
  }
  if (!row) {
    const isNew = known.size > 0 && !known.has(incident.id)
    const node = element(isNew ? 'li.new' : 'li', { 'data-id': incident.id }, link())
    rows.set(incident.id, { node, drawn })
    return node
  }
  if (row.drawn !== drawn) {
    const hadFocus = row.node.contains(document.activeElement)
    row.node.replaceChildren(link())
    row.drawn = drawn
    if (hadFocus) row.node.firstElementChild.focus({ preventScroll: true })
  } else row.node.firstElementChild.setAttribute('href', href(incident.id))
  return row.node
}

function content(incident) {
  const { document: ecs, status, count, raisedAt } = incident
  const level = levelOf(incident)
  const address = ecs.source?.ip
  return [
    element(
      'span.line',
      {},
      element('span.title', {}, value(ecs.rule?.name ?? ecs.rule?.id ?? '')),
      element('time', { datetime: raisedAt, title: raisedAt }, time(raisedAt)),
    ),
    element('bdi.message', {}, value(ecs.message ?? '')),
    element(
      'span.line.small',
      {},
      element(`span.badge.${level}`, {}, level),
      address ? element('span.mono', {}, value(address)) : null,
      count > 1 ? element('span.times', { title: `Seen ${count} times` }, `×${count}`) : null,
      status === 'open' ? null : element(`span.status.${status}`, {}, statusName(status)),
    ),
  ]
}
