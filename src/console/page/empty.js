// Nothing to list → why, and what to do next.
import { byId, element } from './dom.js'

/** `reason`: `filtered` where filters hide everything, `none` where there is no incident at all, null for a full list. */
export function drawEmpty(reason, onClear) {
  const box = byId('empty')
  box.hidden = reason === null
  if (box.dataset.reason === String(reason)) return
  box.dataset.reason = String(reason)
  box.replaceChildren(...(reason === 'filtered' ? filtered(onClear) : reason === 'none' ? none() : []))
}

const filtered = (onClear) => [
  element('h2', {}, 'No incident matches'),
  element('p', {}, 'Search looks for whole words, the last one also by its beginning.'),
  element('button', { type: 'button', onclick: onClear }, 'Clear the filters'),
]

const none = () => [
  element('h2', {}, 'All quiet'),
  element('p', {}, 'No rule has found anything yet. Incidents appear here as they are raised. To bring in traffic:'),
  element('h3', {}, 'Name a log or a folder of captures in tripline.yaml'),
  element(
    'pre',
    {},
    'sources:\n  - type: file\n    path: /var/log/nginx/*.log\n  - type: captures\n    path: captures/',
  ),
  element('h3', {}, 'Or send events, one JSON object a line'),
  element(
    'pre',
    {},
    `curl ${location.origin}/api/events \\\n  -H 'content-type: application/x-ndjson' \\\n  --data-binary @events.ndjson`,
  ),
]
