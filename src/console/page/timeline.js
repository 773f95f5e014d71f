// The matched events by step → a timeline, each event with all its fields behind it.
import { element } from './dom.js'
import { at, flatten, microseconds, offset, value } from './format.js'

export function timeline(steps) {
  const first = steps.flatMap(({ events }) => events ?? [])[0]?.['@timestamp']
  if (!first) return null
  const start = microseconds(first)
  return element(
    'section',
    {},
    element('h3', {}, 'Events'),
    element('ol.steps', {}, ...steps.map((step) => stepItem(step, start, steps.length > 1))),
  )
}

function stepItem({ step, count, events = [] }, start, isNamed) {
  const hidden = count - events.length
  const total = `${count} ${count === 1 ? 'event' : 'events'}${hidden > 0 ? `, ${events.length} kept` : ''}`
  return element(
    'li',
    {},
    element('p.step', {}, isNamed ? `Step ${value(step)}: ${total}` : total),
    element('ol.events', {}, ...events.map((event, n) => eventItem(event, `${step} ${n}`, start))),
  )
}

function eventItem(event, key, start) {
  const us = microseconds(event['@timestamp']) - start
  const { kind, text, code } = describe(event)
  return element(
    'li',
    {},
    element(
      'details',
      { 'data-key': key },
      element(
        'summary',
        {},
        element('time.offset', { datetime: event['@timestamp'], title: event['@timestamp'] }, offset(us)),
        element('span.kind', {}, kind),
        element(
          'span.what',
          {},
          text ? element('bdi', {}, value(text)) : null,
          code ? element('code', {}, value(code)) : null,
        ),
      ),
      element(
        'dl.fields',
        {},
        ...flatten(event).flatMap(([name, each]) => [
          element('dt', {}, value(name)),
          element('dd', {}, element('bdi', {}, value(each))),
        ]),
      ),
    ),
  )
}

/** The event's kind, and the few fields that tell it from its neighbours; `code` is a stranger's text as it came. */
function describe(event) {
  const kind = [event.event?.category ?? 'event'].flat().at(-1)
  const field = (path) => at(event, path)
  const parts = (describers[kind] ?? describeOther)(field)
  return { kind, text: parts.text.filter(Boolean).join(' · '), code: parts.code }
}

const size = (bytes) => (bytes === undefined ? '' : bytes === 1 ? '1 byte' : `${bytes} bytes`)

const describers = {
  handshake: (field) => ({
    text: [
      field('http.response.status_code'),
      field('http.request.origin') && `Origin ${field('http.request.origin')}`,
      field('user.name'),
    ],
    code: [field('url.path'), field('url.query')].filter(Boolean).join('?'),
  }),
  message: (field) => ({
    text: [
      sender(field),
      size(field('websocket.message.bytes')),
      field('websocket.message.fragments') > 1 && `${field('websocket.message.fragments')} fragments`,
      field('user.name'),
    ],
    code: field('websocket.payload.text'),
  }),
  frame: (field) => ({
    text: [
      sender(field),
      field('websocket.opcode_name'),
      size(field('websocket.payload.bytes')),
      field('websocket.fin') === false && 'to be continued',
      anomalies(field),
    ],
    code: field('websocket.payload.text'),
  }),
  close: (field) => ({
    text: [
      sender(field),
      field('websocket.close.code'),
      field('websocket.close.by') && `by ${field('websocket.close.by')}`,
    ],
    code: field('websocket.close.reason'),
  }),
  auth: (field) => ({ text: [field('event.outcome'), field('user.name'), field('source.ip')] }),
  connection: (field) => ({
    text: [
      field('event.duration') !== undefined && `${(field('event.duration') / 1e9).toFixed(1)} s open`,
      `${field('websocket.client.messages') ?? 0} messages in`,
      `${field('websocket.server.messages') ?? 0} out`,
      field('websocket.close.code'),
    ],
  }),
}

const describeOther = (field) => ({
  text: [field('http.request.method'), field('http.response.status_code'), field('source.ip'), anomalies(field)],
  code: field('url.path') ?? field('event.original') ?? field('message'),
})

const sender = (field) => ({ client: 'client →', server: '← server' })[field('websocket.direction')]

const anomalies = (field) => [field('websocket.anomaly') ?? []].flat().join(', ').replaceAll('_', ' ')
