// What the running Tripline reads and decides → tables in a dialog: sources, rules with their counters, what was not read.
import * as api from './api.js'
import { byId, element } from './dom.js'
import { value } from './format.js'

/** Opens the dialog with what is so now. Throws as a request does. */
export async function showState() {
  const [stats, { unreadable }] = await Promise.all([api.stats(), api.unreadable()])
  byId('state-body').replaceChildren(
    part('What is read', sources(stats)),
    ...captured(stats.captures ?? []),
    ...timed(stats.times ?? []),
    part('What could not be read', pieces(unreadable)),
    ...broken(stats.brokenFiles ?? []),
    part('Rules', rules(stats.rules ?? [])),
  )
  byId('state').showModal()
}

const part = (title, content) => element('section.part', {}, element('h3.state-title', {}, title), content)

const count = (n) => Number(n).toLocaleString()

/** Names that ECS gives beside ours. */
const background = new Set(['network', 'web', 'authentication', 'intrusion_detection'])

function sources({ events = {}, sources: names = [], queue, forgotten = {} }) {
  const kinds = Object.entries(events).filter(([name, n]) => !background.has(name) && n > 0)
  const rows = [
    ['Sources', names.length > 0 ? names.map(value).join(', ') : 'POST /api/events alone'],
    ['Events', kinds.length > 0 ? kinds.map(([name, n]) => `${count(n)} ${name}`).join(' · ') : 'none since the start'],
    ['Waiting', `${count(queue?.waiting ?? 0)} batches`],
    ...forgot(forgotten),
  ]
  return element('dl', {}, ...rows.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]))
}

/** Said only where too much came at once. */
function forgot(forgotten) {
  const parts = Object.entries(forgotten).filter(([, n]) => n > 0)
  return parts.length === 0 ? [] : [['Forgotten', parts.map(([name, n]) => `${count(n)} ${value(name)}`).join(' · ')]]
}

/** Interfaces that are listened to. */
function captured(captures) {
  const rows = captures.map(({ source, received, dropped, trouble }) => [
    element('td.mono', {}, value(source)),
    element('td.number', {}, count(received)),
    element('td.number', {}, count(dropped)),
    element('td', {}, trouble === null ? '' : value(trouble)),
  ])
  return rows.length === 0 ? [] : [part('What is captured', table(['Source', 'Packets', 'Dropped', 'Attention'], rows))]
}

/** How each source stands in time. One that never brought anything says nothing of it. */
function timed(times) {
  const rows = times
    .filter(({ events }) => events > 0)
    .map((each) => [
      element('td.mono', {}, value(each.source)),
      element('td.number', {}, count(each.events)),
      element('td', {}, each.newest === null ? '' : value(each.newest)),
      element('td', {}, oddities(each)),
    ])
  return rows.length === 0 ? [] : [part('Event time', table(['Source', 'Events', 'Came to', 'Attention'], rows))]
}

function oddities({ isIdle, late, latenessSeconds, ahead, setBack, lastSetBack }) {
  const parts = [
    isIdle ? 'silent: nobody waits for it' : '',
    late > 0 ? `${count(late)} later than its lateness of ${count(latenessSeconds)} s` : '',
    ahead > 0 ? `${count(ahead)} from far ahead` : '',
    lastSetBack
      ? `clock set back${setBack > 1 ? ` ${count(setBack)} times, last` : ''} by ${count(Math.round(lastSetBack.bySeconds))} s to ${value(lastSetBack.to)}`
      : '',
  ]
  return parts.filter((text) => text !== '').join(', ')
}

/** Said only where there are some. */
function broken(files) {
  if (files.length === 0) return []
  const lines = files.map(({ path, first, hasLastGood }) =>
    element(
      'li',
      {},
      `${value(path)}: ${value(first)}. ${hasLastGood ? 'Its last good version runs.' : 'None of its rules runs.'}`,
    ),
  )
  return [part('Rule files with mistakes', element('ul', {}, ...lines))]
}

function rules(counters) {
  const allMs = counters.reduce((sum, { ms }) => sum + (ms ?? 0), 0)
  const rows = counters
    .toSorted(costliestFirst)
    .map((each) => [
      element('td.mono', {}, value(each.rule)),
      element('td.number', { title: perEvent(each) }, share(each.ms ?? 0, allMs)),
      element('td.number', {}, count(each.asked)),
      element('td.number', {}, count(each.events)),
      element('td.number', {}, count(each.matches)),
      element('td.number', { title: nearMisses(each) }, count(almost(each))),
      element('td.number', {}, count(each.keys)),
      element('td.number', {}, size(each.bytes)),
      element('td', {}, trouble(each)),
    ])
  return table(['Rule', 'Time', 'Asked', 'Events', 'Matches', 'Almost', 'Keys', 'State', 'Attention'], rows)
}

const costliestFirst = (a, b) => (b.ms ?? 0) - (a.ms ?? 0) || b.asked - a.asked

/** Of the time of all rules. */
const share = (ms, allMs) => (allMs === 0 ? '–' : `${((ms / allMs) * 100).toFixed(1)} %`)

const perEvent = ({ ms, timed }) =>
  ms === null || timed === 0 ? '' : `${((ms * 1000) / timed).toFixed(2)} µs for each event that it was asked about`

function size(bytes) {
  if (bytes === 0) return '0'
  return bytes < 999_950 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** What gave way to a newer one of its key is told of by that one. */
const ended = ({ near = [] }) => near.filter(({ why }) => why !== 'replaced')

const almost = (each) => ended(each).reduce((sum, { count: n }) => sum + n, 0)

const nearMisses = (each) =>
  ended(each)
    .map(({ step, why, count: n }) => `${count(n)} at step ${value(step)}: ${value(why)}`)
    .join(', ')

function trouble({ late, evictedKeys, evictedEvents, refused, unshown, hurried, errors, lastError }) {
  const parts = [
    [late, 'too late'],
    [evictedKeys, 'keys evicted'],
    [evictedEvents, 'events evicted'],
    [refused, 'events turned away'],
    [unshown, 'not kept to be shown'],
    [hurried, 'judged early'],
    [errors, `failed: ${value(lastError ?? '')}`],
  ]
  return parts
    .filter(([n]) => n > 0)
    .map(([n, text]) => `${count(n)} ${text}`)
    .join(', ')
}

function pieces(unreadable) {
  if (unreadable.length === 0) return element('p', {}, 'Everything could be read.')
  const rows = unreadable.map(({ source, connector, reason, count: n, samples }) => [
    element('td.mono', {}, value(source)),
    element('td', {}, value(connector)),
    element('td', {}, value(reason), ...samples.slice(0, 3).map(sample)),
    element('td.number', {}, count(n)),
  ])
  return table(['Source', 'Format', 'Reason', 'Pieces'], rows)
}

const sample = ({ at, excerpt }) =>
  element('bdi.mono.sample', {}, `at byte ${count(at)}${excerpt === '' ? '' : `: ${value(excerpt)}`}`)

/** Over numbers it stands as they do. */
const heading = (name) =>
  ['Time', 'Asked', 'Events', 'Matches', 'Almost', 'Keys', 'State', 'Pieces'].includes(name) ? 'th.number' : 'th'

const table = (names, rows) =>
  element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...names.map((name) => element(heading(name), { scope: 'col' }, name)))),
    element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells))),
  )
