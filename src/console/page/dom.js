// Names and texts → elements. Text only ever becomes text: nothing here can make markup of what a stranger wrote.

/**
 * `element('a.row.high', { href: '/' }, 'text', child)`. A property named on… is a listener; false and null are left out.
 * @param {string} name tag, with classes behind full stops
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElement}
 */
export function element(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.')
  const made = document.createElement(tag)
  if (classes.length > 0) made.className = classes.join(' ')
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== null && child !== false))
  return made
}

/** @param {string} id */
export const byId = (id) => document.getElementById(id)

/** A link that leaves the console; anything but http and https stays text. */
export function outwardLink(href, text) {
  const url = URL.parse(href)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return element('span', {}, text)
  return element('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, text)
}
