// The filter form ↔ the query of the address bar ↔ the query of the API.
import { byId, element } from './dom.js'

const names = ['text', 'level', 'rule', 'status', 'address', 'from', 'to']

const form = () => byId('filters')

/** What is chosen, by the form's names; local times as the form holds them. */
export const chosen = () => Object.fromEntries(names.map((name) => [name, form().elements[name].value.trim()]))

export const isFiltered = () => Object.values(chosen()).some((value) => value !== '')

/** The same as the API wants it: times in UTC, an end that includes its whole minute. */
export function query() {
  const { from, to, ...rest } = chosen()
  return { ...rest, from: instant(from, '00'), to: instant(to, '59.999999999') }
}

function instant(local, seconds) {
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\d\d\.\d+Z$/, `${seconds}Z`)
}

/** Takes over what the address bar says. */
export function fill(parameters) {
  for (const name of names) {
    const control = form().elements[name]
    const value = parameters.get(name) ?? ''
    // A rule that has no incident yet, or none any more, is still a filter.
    if (name === 'rule' && value !== '' && ![...control.options].some((option) => option.value === value)) {
      control.append(element('option', { value }, value))
    }
    control.value = value
  }
}

/** Calls back when a choice is made; for typed text when the typing pauses. */
export function onChosen(callback) {
  let timer
  form().addEventListener('input', ({ target }) => {
    clearTimeout(timer)
    timer = setTimeout(callback, target.matches('select') ? 0 : 250)
  })
  form().addEventListener('submit', (event) => {
    event.preventDefault()
    clearTimeout(timer)
    callback()
  })
  form().addEventListener('reset', () => setTimeout(callback))
}

let drawnRules = ''

/** Offers the rules that have incidents, with how many. A list that is in use is left alone. */
export function offerRules(counts) {
  const control = form().elements.rule
  const drawn = JSON.stringify(counts)
  if (drawn === drawnRules || document.activeElement === control) return
  const value = control.value
  const options = Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([rule, n]) => element('option', { value: rule }, `${rule} (${n})`))
  if (value !== '' && !(value in counts)) options.push(element('option', { value }, `${value} (0)`))
  control.replaceChildren(element('option', { value: '' }, 'Any rule'), ...options)
  control.value = value
  drawnRules = drawn
}
