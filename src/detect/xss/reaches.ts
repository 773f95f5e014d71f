// The names by which a script reaches the page, its secrets or an evaluator, each with what must stand about it.

/** A pattern is tried where the name begins. A hyphen keeps names apart that this part of the program may not say. */
export const reaches: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    // Functions that are called for their own sake.
    'alert confirm prompt eval execScript msgbox MsgBox importScripts': String.raw`\w+GAP(?!s\)|[a-z]{1,12}\)\s+[a-zA-Z])|(?<=[=,(]\s*)\w+\s*[,;]|(?<=\(\s*)\w+\s*\)\s*(?:[(;QUOTE]|$)|(?<=\.\s*(?:map|find|some|every|filter|forEach|findIndex|findLast|sort|reduce|reduceRight|flatMap|then)\s*\(\s*)\w+\s*\)|(?<=\.\s*(?:replace|replaceAll|sort|reduce|apply)\s*\([^()]{0,64},\s*)\w+\s*\)`,
    // The page by its names: a member by a computed one, or one that matters.
    'window self top parent frames global-This this opener content': String.raw`\w+(?:\[[^\]]{1,256}\]\s*[([QUOTE]|\[\s*["'QUOTE/][^\]]{1,256}\]\s*=[^=]|\.(?:alert|confirm|prompt|eval|name\s*=|location|open\s*\(|onerror\s*=))`,
    document: String.raw`document(?:\.(?:cookie|domain|write(?:ln)?\b|location|execCommand|URL\b|body\.(?:innerHTML|append)|forms?\[)|\[[^\]]{1,256}\])`,
    location: String.raw`location(?:\.(?:href|hash|search))?\s*=\s*(?:["'QUOTE](?:\s*(?:[a-z\\]+:|/|\\)|[^"'QUOTE]{0,64}["'QUOTE]\s*\+)|(?!=)[a-z$_]+[.([+]|name\b)|location\.(?:replace|assign|hash|href|search)\b`,
    'innerHTML outerHTML srcdoc': String.raw`\w+\s*\+?=\s*[^=\s]`,
    'onerror onload': String.raw`\w+\s*=\s*(?:alert|eval|prompt|confirm)\b`,
    'localStorage sessionStorage': String.raw`\w+(?:\.getItem|\[|\.\w+\s*[;)])`,
    open: String.raw`open\s*\(\s*["'QUOTE](?:java|data:|//|[^"'QUOTE]{0,16}["'QUOTE]\s*\+)`,
    createElement: String.raw`createElement\s*\(\s*["'](?:script|iframe|object|embed)`,
    cookieStore: String.raw`cookieStore\.get`,
    navigator: String.raw`navigator\.(?:vibrate|sendBeacon|credentials)\b`,
    history: String.raw`history\.(?:replaceState|pushState)\s*\(`,
    postMessage: String.raw`postMessage\s*\(`,
    // Evaluators behind other names.
    constructor: String.raw`constructor\s*(?:\.\s*constructor|\[)|(?<=\.\s*)constructor\s*[(QUOTE]`,
    String: String.raw`String\s*\.\s*fromCharCode\s*\(`,
    'set-Timeout set-Interval set-Immediate Function': String.raw`\w+(?:\s*\(\s*["'QUOTE]|\s*QUOTE)`,
    '__defineSetter__ __defineGetter__ __noSuchMethod__': String.raw`\w+`,
    'atob ActiveXObject': String.raw`\w+\s*\(`,
    getScript: String.raw`(?<=\.)getScript\s*\(`,
    Image: String.raw`(?<=new\s+)Image\s*\(\s*\)\s*\.\s*src`,
    getURL: String.raw`getURL\s*\(\s*["']\s*javascript`,
    import: String.raw`import\s*\(\s*["'QUOTE](?:https?:|data:|blob:|//)`,
    Reflect: String.raw`Reflect\s*\.\s*(?:apply|construct)\s*\(`,
    toString: String.raw`(?<=\d\.\.)toString\s*\(\s*3\d\s*\)`,
  }).flatMap(([names, pattern]) => names.split(' ').map((name) => [name.replace('-', ''), compile(pattern)] as const)),
)

function compile(pattern: string): RegExp {
  const gap = String.raw`(?:\s|/\*[^*]{0,64}\*/|\?\.|\.(?:call|apply|bind)){0,4}[(QUOTE]`
  return new RegExp(pattern.replaceAll('GAP', gap).replaceAll('QUOTE', '`'), 'y')
}
