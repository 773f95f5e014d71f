// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }

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
    {"name": "template", "symbols": ["text"], "postprocess": id},
    {"name": "template", "symbols": ["open"], "postprocess": id},
    {"name": "text", "symbols": [], "postprocess": () => []},
    {"name": "text", "symbols": ["text", /[^$]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "text", "symbols": ["open", /[^$\w]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "text", "symbols": ["text", "braced"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "text", "symbols": ["open", "braced"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "open", "symbols": ["text", "bare"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "open", "symbols": ["open", "bare"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "bare", "symbols": [{"literal":"$"}, "name"], "postprocess": ([, name], start) => ({ kind: 'variable', name, start, end: start! + 1 + name.length })},
    {"name": "braced$string$1", "symbols": [{"literal":"$"}, {"literal":"{"}], "postprocess": (d) => d.join('')},
    {"name": "braced", "symbols": ["braced$string$1", "name", {"literal":"}"}], "postprocess": ([, name], start) => ({ kind: 'variable', name, start, end: start! + 3 + name.length })},
    {"name": "name$ebnf$1", "symbols": [/[\w]/]},
    {"name": "name$ebnf$1", "symbols": ["name$ebnf$1", /[\w]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "name", "symbols": ["name$ebnf$1"], "postprocess": ([characters]) => characters.join('')},
    {"name": "directive$string$1", "symbols": [{"literal":"l"}, {"literal":"o"}, {"literal":"g"}, {"literal":"_"}, {"literal":"f"}, {"literal":"o"}, {"literal":"r"}, {"literal":"m"}, {"literal":"a"}, {"literal":"t"}], "postprocess": (d) => d.join('')},
    {"name": "directive$ebnf$1", "symbols": [/[^\s'";]/]},
    {"name": "directive$ebnf$1", "symbols": ["directive$ebnf$1", /[^\s'";]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "directive", "symbols": ["_", "directive$string$1", "__", "directive$ebnf$1", "mode", "strings", "_", "end"], "postprocess": ([, , , , mode, strings]) => ({ mode, strings })},
    {"name": "end", "symbols": []},
    {"name": "end", "symbols": [{"literal":";"}, "_"]},
    {"name": "mode", "symbols": [], "postprocess": () => null},
    {"name": "mode$string$1", "symbols": [{"literal":"e"}, {"literal":"s"}, {"literal":"c"}, {"literal":"a"}, {"literal":"p"}, {"literal":"e"}, {"literal":"="}], "postprocess": (d) => d.join('')},
    {"name": "mode$ebnf$1", "symbols": []},
    {"name": "mode$ebnf$1", "symbols": ["mode$ebnf$1", /[a-z]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "mode", "symbols": ["__", "mode$string$1", "mode$ebnf$1"], "postprocess": ([, , word]) => word.join('')},
    {"name": "strings", "symbols": ["__", "string"], "postprocess": ([, string]) => [string]},
    {"name": "strings", "symbols": ["strings", "__", "string"], "postprocess": ([strings, , string]) => [...strings, string]},
    {"name": "string$ebnf$1", "symbols": []},
    {"name": "string$ebnf$1$subexpression$1", "symbols": [/[^'\\]/]},
    {"name": "string$ebnf$1$subexpression$1", "symbols": ["escaped"]},
    {"name": "string$ebnf$1", "symbols": ["string$ebnf$1", "string$ebnf$1$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "string", "symbols": [{"literal":"'"}, "string$ebnf$1", {"literal":"'"}], "postprocess": ([, characters], start) => ({ start, characters: characters.flat() })},
    {"name": "string$ebnf$2", "symbols": []},
    {"name": "string$ebnf$2$subexpression$1", "symbols": [/[^"\\]/]},
    {"name": "string$ebnf$2$subexpression$1", "symbols": ["escaped"]},
    {"name": "string$ebnf$2", "symbols": ["string$ebnf$2", "string$ebnf$2$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "string", "symbols": [{"literal":"\""}, "string$ebnf$2", {"literal":"\""}], "postprocess": ([, characters], start) => ({ start, characters: characters.flat() })},
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
