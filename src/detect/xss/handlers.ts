// An attribute's name → whether a browser takes its value as an event handler.

// Words that begin as handlers do and are none: names in the markup and the settings that people write.
// biome-ignore format: table
const WORDS = new Set([
  'once', 'only', 'online', 'ones', 'onset', 'onsets', 'onto', 'onward', 'onwards', 'onion', 'onions', 'ongoing', 'onboard', 'onboarding',
  'onsite', 'onshore', 'onstage', 'onlyif', 'onlyin', 'oneof', 'oneway', 'onetime', 'onhand', 'onhold', 'onpremise', 'onprem', 'oncall',
  'ontology', 'ontario', 'onyx', 'onedrive', 'onerous', 'oneself', 'onerow',
])

// Those that a browser of today or yesterday fires: what may stand behind a broken-out quote.
const EVENT =
  /^on(?:abort|activate|after(?:print|update|scriptexecute)|animation(?:cancel|end|iteration|start)|auxclick|before(?:activate|copy|cut|deactivate|editfocus|input|load|match|paste|print|scriptexecute|toggle|unload|update|xrselect)|begin|blur|bounce|cached|can(?:cel|play|playthrough)|cellchange|change|checking|click|close|command|contentvisibilityautostatechange|context(?:lost|menu|restored)|controlselect|copy|cuechange|cut|data(?:available|setchanged|setcomplete)|dblclick|deactivate|device(?:light|motion|orientation|proximity)|drag(?:drop|end|enter|exit|leave|over|start)?|drop|durationchange|emptied|end(?:ed)?|error(?:update)?|fencedtreeclick|filterchange|finish|focus(?:in|out)?|form(?:change|data|input)|fullscreen(?:change|error)|gesture(?:change|end|start)|gotpointercapture|hashchange|help|input|invalid|key(?:down|press|up)|languagechange|layoutcomplete|load(?:eddata|edmetadata|end|ing|ingdone|ingerror|start)?|losecapture|lostpointercapture|media(?:complete|error)|message(?:error)?|mouse(?:down|enter|leave|move|out|over|up|wheel)|move(?:end|start)?|moz\w{3,24}|noupdate|obsolete|offline|online|orientationchange|outofsync|page(?:hide|reveal|show|swap)|paste|pause|play(?:ing)?|pointer(?:cancel|down|enter|leave|move|out|over|rawupdate|up)|popstate|popup\w{4,8}|progress|promptaction|promptdismiss|propertychange|qt_error|ratechange|readystatechange|redo|rejectionhandled|repeat|reset|resize(?:end|start)?|resume|reverse|row(?:delete|enter|exit|inserted|sdelete|sinserted)|scroll(?:end|snapchange|snapchanging)?|search|securitypolicyviolation|seek(?:ed|ing)?|select(?:ionchange|start)?|show|slotchange|stalled|start|stop|storage|submit|suspend|syncrestored|time(?:error|out|r|update)|toggle|touch(?:cancel|end|leave|move|start)|track(?:change)?|transition(?:cancel|end|run|start)|undo|unhandledrejection|unload|updateready|urlflip|validationstatuschange|visibilitychange|volumechange|waiting|webkit\w{3,32}|wheel|zoom)$/

/** Any `on…` but the words that people write: browsers' lists grow. */
export function isHandler(name: string): boolean {
  if (!name.startsWith('on') && !name.includes(':on')) return false
  const local = name.slice(name.indexOf(':') + 1)
  const letters = /^on[a-z_]{3,40}/.exec(local)?.[0]
  if (letters === undefined) return false
  return letters === local ? !WORDS.has(local) : isEvent(letters)
}

export function isEvent(name: string): boolean {
  return EVENT.test(name) && !WORDS.has(name)
}
