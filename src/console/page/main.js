// The console: keeps list, filters, the open incident and the address bar in step, and all of it fresh.
import * as api from './api.js'
import { clearDetail, drawDetail } from './detail.js'
import { byId, element } from './dom.js'
import { drawEmpty } from './empty.js'
import { chosen, fill, isFiltered, offerRules, onChosen, query } from './filters.js'
import { levels } from './format.js'
import { drawList, focusRow, neighbour, select } from './list.js'
import { showState } from './state.js'

const refreshMs = 3000

const state = {
  /** The open incident. */
  selected: null,
  /** The cursors of the pages before this one, newest first; empty on the first page. */
  cursors: [],
  next: null,
}

/** Every refresh has a number: an answer that comes after a newer question is not drawn. */
let question = 0
let answered = 0

async function refresh() {
  const asked = ++question
  try {
    const [page, facets, incident] = await Promise.all([
      api.search({ ...query(), cursor: state.cursors.at(-1) }),
      api.facets(),
      state.selected === null ? null : api.incident(state.selected).catch(missing),
    ])
    if (asked !== question) return
    draw(page, facets, incident)
    live('on', 'Live')
  } catch (error) {
    if (asked === question) await failed(error)
  } finally {
    answered = Math.max(answered, asked)
  }
}

/** By itself it asks only when nothing is being asked: a slow server is not asked ever more. */
function keepFresh() {
  if (!document.hidden && !byId('token').open && answered === question) refresh()
}

/** An incident that retention removed is no reason to stop. */
function missing(error) {
  if (error.status === 404) return 'missing'
  throw error
}

function draw(page, facets, incident) {
  state.next = page.next
  drawList(page.incidents, { selected: state.selected, href: addressOf, onOpen: open })
  drawEmpty(page.total > 0 ? null : isFiltered() ? 'filtered' : 'none', clearFilters)
  drawCount(page)
  drawLevels(facets.levels)
  offerRules(facets.rules)
  if (incident === 'missing') clearDetail('There is no such incident any more.')
  else if (incident) drawDetail(incident, actions)
  else clearDetail(page.total > 0 ? 'Choose an incident to see what happened.' : '')
  byId('panes').classList.toggle('has-detail', state.selected !== null)
  byId('panes').classList.toggle('is-quiet', state.selected === null && page.total === 0)
}

function drawCount({ total, incidents }) {
  const first = state.cursors.length * api.pageSize + 1
  const text =
    total === 0 ? '' : `${first}–${first + incidents.length - 1} of ${total} ${total === 1 ? 'incident' : 'incidents'}`
  if (byId('count').textContent !== text) byId('count').textContent = text
  byId('pager').hidden = state.cursors.length === 0 && state.next === null
  byId('newer').disabled = state.cursors.length === 0
  byId('older').disabled = state.next === null
}

const drawLevels = (counts) =>
  byId('levels').replaceChildren(
    ...levels
      .filter((level) => counts[level])
      .map((level) => element(`span.badge.${level}`, {}, `${counts[level]} ${level}`)),
  )

async function failed(error) {
  if (error.status === 401) return askToken()
  if (error.status === 400) {
    live('off', error.message)
    return
  }
  live('off', error.status === 0 ? 'No connection; trying again' : error.message)
}

function live(kind, text) {
  byId('live').dataset.kind = kind
  if (byId('live-text').textContent !== text) byId('live-text').textContent = text
}

function askToken() {
  const dialog = byId('token')
  if (dialog.open) return
  live('off', 'Token needed')
  byId('token-wrong').hidden = sessionStorage.getItem('tripline-token') === null
  dialog.addEventListener(
    'close',
    () => {
      const input = dialog.querySelector('input')
      if (input.value !== '') api.rememberToken(input.value)
      input.value = ''
      refresh()
    },
    { once: true },
  )
  dialog.showModal()
}

const actions = {
  onBack: () => open(null),
  onStatus: (id, status) => update(id, { status }),
  onNote: (id, text) => update(id, { note: { text } }),
}

async function update(id, change) {
  try {
    await api.change(id, change)
  } catch (error) {
    await failed(error)
  }
  await refresh()
}

/** The address that shows what is shown now, with another incident open. */
function addressOf(id) {
  const parameters = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value !== ''))
  if (id !== null) parameters.set('incident', id)
  const text = parameters.toString()
  return text === '' ? '/' : `/?${text}`
}

function open(id) {
  if (id === state.selected) return
  const before = state.selected
  state.selected = id
  history.pushState(null, '', addressOf(id))
  select(id)
  refresh().then(() => id === null && before !== null && focusRow(before))
}

function clearFilters() {
  byId('filters').reset()
}

function follow() {
  const parameters = new URLSearchParams(location.search)
  fill(parameters)
  state.selected = parameters.get('incident')
  state.cursors = []
  refresh()
}

function turn(to) {
  state.cursors = to
  byId('list').parentElement.scrollTop = 0
  refresh()
}

/** Keys that act on the list and the open incident, while nobody types. */
const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  '/': () => byId('filters').elements.text.select(),
  a: () => state.selected !== null && update(state.selected, { status: 'acknowledged' }),
  Escape: () => open(null),
}

function step(by) {
  const id = neighbour(state.selected, by)
  if (id === undefined) return
  open(id)
  focusRow(id)
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null) return
  const isTyping = event.target.closest('input, textarea, select') !== null
  if (isTyping && event.key === 'Escape') event.target.blur()
  if (isTyping || keys[event.key] === undefined) return
  // Arrows scroll the incident while it has the focus.
  if (event.key.startsWith('Arrow') && event.target.closest('#detail') !== null) return
  event.preventDefault()
  keys[event.key]()
}

onChosen(() => {
  state.cursors = []
  history.replaceState(null, '', addressOf(state.selected))
  refresh()
})
byId('state-open').addEventListener('click', () => showState().catch(failed))
byId('newer').addEventListener('click', () => turn(state.cursors.slice(0, -1)))
byId('older').addEventListener('click', () => turn([...state.cursors, state.next]))
addEventListener('keydown', onKey)
addEventListener('popstate', follow)
document.addEventListener('visibilitychange', keepFresh)
setInterval(keepFresh, refreshMs)
follow()
