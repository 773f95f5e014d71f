// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }

const plains: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\"': '"', '\\\\': '\\' }
const plainOf = (escape: string) => plains[escape] ?? escape

// Which statuses a value is logged for says nothing of what it is.
const item = (options: string[], letter: string, start: number) => ({
  kind: 'variable',
  name: options.filter((option) => /[<>{]/.test(option)).sort().join('') + letter,
  start,
  end: start + 1 + options.join('').length + letter.length,
})

interface NearleyToken {
  value: any;
  [key: string]: any;
};

interface NearleyLexer {
  reset: (chunk: string, info: any) => void;
  next: () => NearleyToken | undefined;
  save: () => any;
  formatError: (token: never) => string;
  has: (tokenType: string) => boolean;
};

interface NearleyRule {
  name: string;
  symbols: NearleySymbol[];
  postprocess?: (d: any[], loc?: number, reject?: {}) => any;
};

type NearleySymbol = string | { literal: any } | { test: (token: any) => boolean };

interface Grammar {
  Lexer: NearleyLexer | undefined;
  ParserRules: NearleyRule[];
  ParserStart: string;
};

const grammar: Grammar = {
  Lexer: undefined,
  ParserRules: [
    {"name": "template", "symbols": [], "postprocess": () => []},
    {"name": "template", "symbols": ["template", /[^%\\]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "template", "symbols": ["template", "escaped"], "postprocess": ([parts, escape]) => [...parts, { kind: 'literal', text: plainOf(escape) }]},
    {"name": "template$string$1", "symbols": [{"literal":"%"}, {"literal":"%"}], "postprocess": (d) => d.join('')},
    {"name": "template", "symbols": ["template", "template$string$1"], "postprocess": ([parts]) => [...parts, { kind: 'literal', text: '%' }]},
    {"name": "template", "symbols": ["template", "item"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "item", "symbols": [{"literal":"%"}, "options", "letter"], "postprocess": ([, options, letter], start) => item(options, letter, start!)},
    {"name": "options", "symbols": [], "postprocess": () => []},
    {"name": "options", "symbols": ["options", /[!,\d<>]/], "postprocess": ([options, option]) => [...options, option]},
    {"name": "options$ebnf$1", "symbols": []},
    {"name": "options$ebnf$1", "symbols": ["options$ebnf$1", /[^}]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "options", "symbols": ["options", {"literal":"{"}, "options$ebnf$1", {"literal":"}"}], "postprocess": ([options, , name]) => [...options, `{${name.join('')}}`]},
    {"name": "letter", "symbols": [/[a-zA-Z]/], "postprocess": id},
    {"name": "letter", "symbols": [{"literal":"^"}, /[a-zA-Z]/, /[a-zA-Z]/], "postprocess": (characters) => characters.join('')},
    {"name": "directive$ebnf$1", "symbols": [/[a-zA-Z]/]},
    {"name": "directive$ebnf$1", "symbols": ["directive$ebnf$1", /[a-zA-Z]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "directive", "symbols": ["_", "directive$ebnf$1", "words", "_"], "postprocess": ([, name, words]) => ({ name: name.join(''), words })},
    {"name": "words", "symbols": [], "postprocess": () => []},
    {"name": "words", "symbols": ["words", "__", "word"], "postprocess": ([words, , word]) => [...words, word]},
    {"name": "word$ebnf$1", "symbols": []},
    {"name": "word$ebnf$1", "symbols": ["word$ebnf$1", /[^\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "word", "symbols": [/[^\s'"]/, "word$ebnf$1"], "postprocess": ([first, rest], start) => ({ start, characters: [first, ...rest] })},
    {"name": "word$ebnf$2", "symbols": []},
    {"name": "word$ebnf$2$subexpression$1", "symbols": [/[^'\\]/]},
    {"name": "word$ebnf$2$subexpression$1", "symbols": ["escaped"]},
    {"name": "word$ebnf$2", "symbols": ["word$ebnf$2", "word$ebnf$2$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "word", "symbols": [{"literal":"'"}, "word$ebnf$2", {"literal":"'"}], "postprocess": ([, characters], start) => ({ start: start! + 1, characters: characters.flat() })},
    {"name": "word$ebnf$3", "symbols": []},
    {"name": "word$ebnf$3$subexpression$1", "symbols": [/[^"\\]/]},
    {"name": "word$ebnf$3$subexpression$1", "symbols": ["escaped"]},
    {"name": "word$ebnf$3", "symbols": ["word$ebnf$3", "word$ebnf$3$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "word", "symbols": [{"literal":"\""}, "word$ebnf$3", {"literal":"\""}], "postprocess": ([, characters], start) => ({ start: start! + 1, characters: characters.flat() })},
    {"name": "escaped", "symbols": [{"literal":"\\"}, /[^]/], "postprocess": (pair) => pair.join('')},
    {"name": "_$ebnf$1", "symbols": []},
    {"name": "_$ebnf$1", "symbols": ["_$ebnf$1", /[\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "_", "symbols": ["_$ebnf$1"]},
    {"name": "__$ebnf$1", "symbols": [/[\s]/]},
    {"name": "__$ebnf$1", "symbols": ["__$ebnf$1", /[\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "__", "symbols": ["__$ebnf$1"]}
  ],
  ParserStart: "template",
};

export default grammar;
