// What stands between a template's delimiters → the shape of what computes or leaves the template's data, or null for a placeholder.
import type { RegionKind } from './regions.ts'

const SHAPES: readonly (readonly [string, RegExp])[] = [
  // The object model of Python, by names that no template's data has.
  [
    'object-internals',
    /__\s{0,4}(?:class|mro|bases?|subclasses|globals|builtins|import|init|dict|getattribute|module|doc|reduce|code)\s{0,4}__|\.\s*(?:mro|subclasses)\s*\(|_TemplateReference__|\|\s*attr\s*\(|\b(?:cycler|joiner|namespace|lipsum|url_for|get_flashed_messages)\s*\.\s*_/i,
  ],
  // Classes and loaders of Java and .NET.
  [
    'class-access',
    /\bT\s*\(\s*[\w.]+(?:\[\])?\s*\)|\bgetClass\s*\(|\bforName\s*\(|\bclass\s*\.\s*(?:get|forName|class|module|protectionDomain)|\bjavax?\s*\.\s*\w|\borg\.(?:apache|springframework|codehaus|python)\b|freemarker\.template|\?\s*(?:new|api|eval|interpret)\b|\bgetRuntime\b|\bProcessBuilder\b|\bnewInstance\s*\(|@[\w.]+@\w|#_memberAccess|#(?:context|_)\s*[=[]|\bSystem\s*\.\s*(?:Diagnostics|IO|Reflection|shell)|\bpageContext\s*\.|\brequest\s*\.\s*(?:[gs]etAttribute|getSession|getServletContext|application\.)/,
  ],
  // Evaluators and the process of JavaScript.
  [
    'constructor-access',
    /\bconstructor\b|__proto__|\bprocess\s*\.\s*(?:binding|mainModule|kill|exit|dlopen)|\b(?:global(?:This)?|root)\s*\.\s*process|\brequire\s*\(\s*["']|\bchild_process\b|\bObject\s*\.\s*(?:assign|create|defineProperty|prototype)|=\s*Object\s*$|\bReflect\s*\.|\blookup\s+\S+\s+["']/,
  ],
  // Functions that run commands, read files or show the engine's own state.
  [
    'dangerous-call',
    /(?<![\w$])(?:system|exec|passthru|shell_exec|popen\d?|proc_open|eval|assert|phpinfo|spawn|spawn_sync|execSync|call_user_func|file_get_contents|readfile|file_excerpt|get_user_file|include|source|dump|constant|create_function|getenv|gethostbyname|nslookup|evaluate|render_template_string|CreateObject|fetch_remote|implode|array_map|debug_backtrace|loadTemplate|setCache|registerUndefinedFilterCallback|getFilter|checkout_output)\s*\(|\bos\s*\.\s*(?:system|popen|environ|listdir|getenv)|\bsubprocess\b|\b(?:IO|Open[34]|Kernel|Process|Dir|File|ENV|Rails|Erlang|System|Code)\s*\.\s*(?:popen\d?|open|read\w*|entries|glob|exec|spawn|system|env|cmd|eval_string|write|root|fetch)\b|\bENV\s*\[|\bProcess\s*\.\s*\w|\b(?:eval|execute)\s+request\b|\bnew\s*(?:\/\*|\s(?:File|URL|Socket|Scanner|ProcessBuilder|String|BufferedReader|java|org|groovy)\b)|\.\s*(?:exec|execute|getText)\s*\(|\)\s*\.\s*text\b/,
  ],
  // Lookups of log writers that fetch what they are told, also where one is spelled by others.
  ['reaching-lookup', /^\s*(?:jndi\s*:|\$\{\s*(?:lower|upper|env|sys|date|:)\s*:)/i],
  // Filters of Twig and Jinja that call what they are given.
  [
    'calling-filter',
    /\|\s*(?:map|filter|sort|reduce|find)\s*\(\s*["'[{]|\|\s*(?:map|filter|sort|reduce)\s*\(\s*\w+\s*(?:\||~)|["']\s*\|\s*(?:system|exec|passthru|shell_exec|popen|eval)\b|~\s*(?:system|passthru|exec|shell_exec)\b/,
  ],
  // The engine's own variables.
  [
    'engine-internals',
    /(?<![\w.$])(?:_self|_context|_charset|self\s*\.\s*(?:_|module|template|context|attr|env)|\$?smarty\s*\.\s*(?!foreach|section|capture)|app\s*\.\s*(?:request|session|environment|debug)|config\s*(?:\.\s*(?:items|iteritems|from_\w+|get|SECRET\w*|env|update|root_path)\b|\[)|request\s*\.\s*(?:application|args|environ|form|cookies|headers|__|server|query|files|values)|settings\s*\.\s*(?:SECRET|DATABASES|[A-Z_]{6,})|_\.(?:VERSION|template)|messages\s*\.\s*storages|debug\s*\(|Smarty_Internal|this\s*\.\s*(?:push|pop|__|constructor|_)|string\s*\.\s*(?:split|sub)\b|process\s*\.\s*env)/,
  ],
]

const LITERAL = String.raw`(?:\d+(?:\.\d+)?|'[^']{0,64}'|"[^"]{0,64}")`
const ARITHMETIC = new RegExp(
  String.raw`^-?\s*(?:if\s+)?[\s=(:>%&*-]*${LITERAL}\s*(?:\*{1,2}|[+/%^~]|//|-(?!\d{2,4}-)|[=!]=|<<|\.\.)\s*[\s(-]*(?:${LITERAL}|\()`,
)
const NUMBER_FILTERED = /^\s*\d+\s*\|\s*\w+/
const LITERAL_CALLED =
  /^\s*(?:'[^']{0,256}'|"[^"]{0,256}"|\[[^\]]{0,256}\]|\(\s*\))\s*\.\s*(?!repeat|padStart|padEnd|join|length\b)\w+/
const LIST_FILTERED = /^\s*(?:\[[^\]]{0,512}\]|\{[^}]{0,512}\})\s*\|\s*\w/
const LITERAL_MARKUP = /^\s*["'][^"']{0,64}<\/?[a-z]/i
const ASSIGNED = /^\s*\w+(?:\.\w+)*\s*=\s*(?:\w+\s*=\s*)?(?:["'[{\d]|new\b|[A-Z]\w*\s*$)/
const BACKTICK_RUN = /^[=\s(-]*`[^`]+`|%x[([{]/

/** Statements that load other templates and modules, or set what is evaluated later. */
const STATEMENT =
  /^-?\s*(?:import|include|from\s+\S+\s+import|extends|debug|set\s+\w+\s*=\s*["'[{(\d]|php|use\s|embed\s|load\s|ssi\s|source\s|evaluate\b|block\s+\w+\s*%\})/i

export function expressionShape(content: string, kind: RegionKind): string | null {
  const shape = knownShape(content, kind)
  if (shape !== null) return shape
  if (ARITHMETIC.test(content)) return 'arithmetic'
  if (kind === 'brace') return null
  if (
    kind === 'output' &&
    (NUMBER_FILTERED.test(content) || LIST_FILTERED.test(content) || LITERAL_MARKUP.test(content))
  )
    return 'computed-literal'
  if (kind !== 'statement' && LITERAL_CALLED.test(content)) return 'computed-literal'
  if (kind === 'output' && ASSIGNED.test(content)) return 'assignment'
  if (kind === 'script' && (BACKTICK_RUN.test(content) || /^[=\s]*(?:import|require)\s+\S/.test(content)))
    return 'dangerous-call'
  return null
}

/** `{% include "a.html" %}` is what authors of templates tell each other too. */
export function isLoading(content: string, kind: RegionKind): boolean {
  return kind === 'statement' && STATEMENT.test(content)
}

function knownShape(content: string, kind: RegionKind): string | null {
  if (!/[.(|_$[:=@#]|constructor|eval|execute/i.test(content)) return null
  for (const [shape, pattern] of SHAPES) {
    if (pattern.test(content) && !isSaid(content, shape, kind)) return shape
  }
  return null
}

/** A template literal of JavaScript that a programmer shows: its own process, its own include. */
function isSaid(content: string, shape: string, kind: RegionKind): boolean {
  if (kind === 'interpolation' && shape === 'engine-internals')
    return /^\s*process\s*\.\s*env[.\w\s|?'"[\]/:]*$/.test(content)
  return (
    kind === 'brace' && shape !== 'object-internals' && shape !== 'dangerous-call' && !content.startsWith('$smarty')
  )
}

/** Names of an engine's own objects: said alone, they ask for what is in them. */
export const OWN_NAMES =
  /^\s*(?:config|self|request|app|settings|session|this|g|_self|_context|_charset|class|debug|dump|env|os|process|global|constructor|csrf_token|pageContext|joiner|cycler|lipsum|applicationScope|sessionScope|requestScope|facesContext|application|request\.\w+|#with\s+["'].{1,64}|#with string\.\w+.{0,32}|(?:\w+\.)*(?:secret|password|passwd|token|api_?key|private_?key)\w*)\s*$/i
