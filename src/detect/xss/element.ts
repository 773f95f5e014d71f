// A tag in its text → what a browser would run or load of a stranger's for it, or nothing.
import { decodeReferences } from './entities.ts'
import { isHandler } from './handlers.ts'
import { findScript, hasScript } from './script.ts'
import { styleRuns } from './style.ts'
import type { Attribute, Tag } from './tag.ts'
import { hidesItsHost, targetOf } from './url.ts'

/** Elements whose content decides. */
export function hasContent(tag: Tag): boolean {
  return !tag.isEnd && /(?:^|:)(?:script|style)$/.test(tag.name)
}

/** The shape of what is active, or null. `content` follows the tag; only some elements need it. */
export function activePart(tag: Tag, content: string): string | null {
  for (const attribute of tag.attributes) {
    const shape = activeAttribute(attribute, tag)
    if (shape !== null) return shape
  }
  return tag.isEnd ? null : activeElement(tag, content)
}

// Attributes that AngularJS, Vue, Alpine and htmx evaluate.
const FRAMEWORK = /^(?:(?:data-|x-)?ng-[a-z]|v-(?:on|html|bind)|x-(?:on|init|data|html|bind)|hx-on|@[a-z])/

// What scripts ask of a page or an element by name, and get an element of that name instead.
const CLOBBERED =
  /^(?:cookie|currentScript|defaultView|getElementById|querySelector(?:All)?|createElement|attributes|parentNode|nodeName|innerHTML|ownerDocument|childNodes)$/i

/** What is active of an attribute on any element at all. */
function activeAttribute({ name, value }: Attribute, tag: Pick<Tag, 'name'>): string | null {
  if (value === null) return null
  if (isHandler(name)) return value.startsWith('{') && findScript(value) === null ? null : 'event-handler'
  const said = decodeReferences(value)
  if (name === 'style') return styleRuns(said) ? 'style-script' : null
  if (name === 'srcdoc') return said.includes('<') ? 'frame-document' : null
  if ((name === 'id' || name === 'name') && CLOBBERED.test(said.trim())) return 'clobbered-name'
  if (name === 'attributename') return isHandler(said.toLowerCase().trim()) ? 'animated-handler' : null
  if (FRAMEWORK.test(name) && (hasScript(said) || said.includes('constructor'))) return 'framework-handler'
  const target = targetOf(said)
  if (target === 'script') return 'script-url'
  if (target === 'document' && !(tag.name === 'img' || tag.name === 'image')) return 'document-url'
  // Netscape 4 ran entities of braces; filters are still tried with them.
  if (said.startsWith('&{') && hasScript(said.slice(2))) return 'script-entity'
  if (name.endsWith('href') && hidesItsHost(said)) return 'disguised-link'
  return null
}

/** In MathML every element may be a link, whatever a filter knows of links. */
export function mathLink(tag: Tag, isInMath: boolean): string | null {
  return isInMath && !tag.isEnd && (has(tag, 'xlink:href') || (tag.name !== 'a' && has(tag, 'href')))
    ? 'math-link'
    : null
}

function activeElement(tag: Tag, content: string): string | null {
  const local = tag.name.slice(tag.name.indexOf(':') + 1)
  switch (local) {
    case 'script':
      return scriptElement(tag, content)
    case 'style':
      return styleElement(tag, content)
    case 'iframe':
    case 'frame':
    case 'portal':
    case 'vmlframe':
    case 'webview':
    case 'fencedframe':
      return frameElement(tag)
    case 'object':
    case 'embed':
    case 'applet':
      return has(tag, 'data', 'src', 'code', 'classid', 'codebase', 'archive') ? 'plugin' : null
    case 'layer':
    case 'ilayer':
    case 'bgsound':
    case 'event-source':
      return has(tag, 'src') ? 'old-active-element' : null
    case 'xml':
      return has(tag, 'src', 'id') ? 'old-active-element' : null
    case 'base':
      return has(tag, 'href') || has(tag, 'c') ? 'base-address' : null
    case 'meta':
      return metaElement(tag)
    case 'link':
      return has(tag, 'href') && has(tag, 'rel') ? 'loaded-document' : null
    case 'form':
    case 'isindex':
      return has(tag, 'action') ? 'form' : null
    case 'button':
    case 'input':
      return has(tag, 'formaction') || said(tag, 'type') === 'password' ? 'form' : null
    case 'import':
      return has(tag, 'namespace', 'implementation') ? 'old-active-element' : null
    case 'animate':
    case 'set':
      return said(tag, 'attributename').endsWith('href') ? 'animated-link' : animatedMarkup(tag)
    case 'image':
    case 'use':
      return said(tag, 'href').startsWith('data:image/svg') ? 'document-url' : null
    default:
      return has(tag, 'datasrc') && has(tag, 'datafld') ? 'old-active-element' : null
  }
}

function scriptElement(tag: Tag, behind: string): string | null {
  const source = tag.attributes.find(({ name }) => /(?:^|:)(?:src|href)/.test(name))
  if (source?.value != null) return 'script-source'
  const close = behind.search(/<[^a-z]{0,4}script/i)
  const content = close === -1 ? behind : behind.slice(0, close)
  if (hasScript(content)) return 'script-element'
  return close > 0 && !isProse(content) ? 'script-element' : null
}

/** Two words side by side with no sign of code about them. */
function isProse(content: string): boolean {
  const plain = content.trim()
  return plain === '' || /^[\w\s,.!?'"`*&:\u0080-\uffff-]*$/.test(plain)
}

function styleElement(tag: Tag, behind: string): string | null {
  if (/script|less/.test(said(tag, 'type'))) return 'script-element'
  const close = behind.search(/<\/style/i)
  return styleRuns(close === -1 ? behind : behind.slice(0, close)) ? 'style-script' : null
}

/** What editors of rich text put in for a film or a map. */
const PLAYER =
  /^(?:https?:)?\/\/(?:www\.)?(?:youtube(?:-nocookie)?\.com\/embed\/|player\.vimeo\.com\/video\/|google\.com\/maps\/embed|open\.spotify\.com\/embed|w\.soundcloud\.com\/player)/i

function frameElement(tag: Tag): string | null {
  const source = said(tag, 'src')
  return source === '' || PLAYER.test(source) ? null : 'frame'
}

function metaElement(tag: Tag): string | null {
  if (/utf-?7|imap4/i.test(said(tag, 'charset') + said(tag, 'content'))) return 'page-charset'
  return /^(?:refresh|set-cookie|link)$/i.test(said(tag, 'http-equiv').trim()) ? 'page-instruction' : null
}

/** `to` and `values` of an animation become markup where `innerHTML` is what is animated. */
function animatedMarkup(tag: Tag): string | null {
  return said(tag, 'attributename') === 'innerhtml' ? 'animated-markup' : null
}

function has(tag: Tag, ...names: readonly string[]): boolean {
  return tag.attributes.some(({ name, value }) => value !== null && names.includes(name))
}

function said(tag: Tag, name: string): string {
  const attribute = tag.attributes.find((one) => one.name === name || one.name.endsWith(`:${name}`))
  return decodeReferences(attribute?.value ?? '')
    .trim()
    .toLowerCase()
}
