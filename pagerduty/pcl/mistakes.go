package pcl

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// What people write by mistake, and what they should write.
const (
	singleQuotes = "Write strings in single quotes: 'TEXT'."
	writeEqual   = "Write ==, or matches to ignore case."
	writeUnequal = "Write not before the comparison: not PATH == 'TEXT'."
	writePart    = "Write matches part 'TEXT'."
	writeRegex   = "Write matches regex 'PATTERN'."
	writeStarts  = "Write matches regex '^TEXT'."
	writeEnds    = `Write matches regex 'TEXT\z'.`
	writeNot     = "Write not before the whole comparison: not PATH matches part 'TEXT'."
	writeNil     = "There is no such value. Write not PATH exists."
	writeBounds  = "Write PATH >= 1 and PATH <= 9."
)

// mistakenWords are operators and functions of other languages, in lower case without underscores.
var mistakenWords = map[string]string{
	"equals": writeEqual, "equal": writeEqual, "eq": writeEqual, "is": "Write ==, or PATH exists.",
	"ne": writeUnequal, "neq": writeUnequal, "notequals": writeUnequal, "isnot": writeUnequal,
	"contains": writePart, "contain": writePart, "includes": writePart, "has": writePart, "like": writePart, "ilike": writePart, "matchespart": writePart,
	"starts": writeStarts, "startswith": writeStarts, "begins": writeStarts, "beginswith": writeStarts, "hasprefix": writeStarts,
	"ends": writeEnds, "endswith": writeEnds, "hassuffix": writeEnds,
	"match": "Write matches, matches part or matches regex.", "regex": writeRegex, "regexp": writeRegex, "rlike": writeRegex, "matchesregex": writeRegex,
	"part": "Write matches part.", "exactly": "Write matches exactly, matches part exactly or matches regex exactly.",
	"not": writeNot, "does": writeNot, "doesnot": writeNot, "isn": writeNot, "doesn": writeNot,
	"gt": "Write >.", "gte": "Write >=.", "lt": "Write <.", "lte": "Write <=.", "between": writeBounds,
	"exist": "Write exists.", "present": "Write exists.", "defined": "Write exists.",
	"lower": "Write matches, which ignores case.", "tolower": "Write matches, which ignores case.", "lowercase": "Write matches, which ignores case.",
	"upper": "Write matches, which ignores case.", "toupper": "Write matches, which ignores case.",
}

// mistakenValues are names of values in other languages, in lower case.
var mistakenValues = map[string]string{"null": writeNil, "nil": writeNil, "none": writeNil, "undefined": writeNil}

// mistakenSymbols are operators of other languages, each before those that begin it.
var mistakenSymbols = []struct{ symbol, advice string }{
	{"!==", writeUnequal}, {"!=", writeUnequal}, {"<>", writeUnequal}, {"=~", writeRegex}, {"!~", "Write not PATH matches regex 'PATTERN'."},
	{"~", writeRegex}, {"===", "Write ==."}, {"=>", "Write >=."}, {"=<", "Write <=."}, {"==", "Write == once."}, {">", "Write >, >=, < or <=."}, {"<", "Write >, >=, < or <=."},
	{"=", "Write ==."}, {"&", "Write and."}, {"|", "Write or."}, {"!", "Write not."},
	{`"`, singleQuotes}, {"“", singleQuotes}, {"”", singleQuotes}, {"‘", singleQuotes}, {"’", singleQuotes}, {"`", singleQuotes},
	{"$", "Paths begin with a name, as in event.summary."}, {"{", "Write paths without braces, as in event.summary."},
	{"[", "There are no lists. For one of several values write PATH == 'A' or PATH == 'B'."},
	{"/", "Write regular expressions in single quotes: matches regex 'PATTERN'."},
	{"+", "There is no arithmetic: compare numbers as they are."}, {"-", "There is no arithmetic: compare numbers as they are."},
	{"*", "There is no arithmetic: compare numbers as they are."}, {"%", "There is no arithmetic: compare numbers as they are."},
	{".", "A float begins with a digit, as in 0.5, and a path with a name, as in event.summary."},
}

// keywords are the words of the language. None begins a path.
var keywords = strings.Fields("and or not matches part regex exactly exists in over to true false now trigger_count resetting_trigger_count")

const valueMissing = "Here a value is missing, such as a path or a string in single quotes."

// adviceOn returns what to write instead of a word; "" if there is none.
func adviceOn(word string) string {
	lower := strings.ToLower(word)
	if lower != word && slices.Contains(keywords, lower) {
		return "Write it in small letters: " + lower + "."
	}
	if advice := mistakenValues[lower]; advice != "" {
		return advice
	}
	return mistakenWords[strings.ReplaceAll(lower, "_", "")]
}

// symbolAdvice returns what to write instead of the symbol at the offset; "" if there is none.
func (p *parser) symbolAdvice() string {
	for _, mistake := range mistakenSymbols {
		if p.begins(mistake.symbol) {
			return mistake.advice
		}
	}
	return ""
}

// checkAfter refuses what cannot follow a comparison.
func (p *parser) checkAfter() *fault {
	word := p.word()
	if p.offset == len(p.text) || word == "and" || word == "or" || p.depth > 0 && p.begins(")") {
		p.unskip()
		return nil
	}
	return p.unexpected(word)
}

// unexpected returns a fault for what cannot follow a comparison.
func (p *parser) unexpected(word string) *fault {
	switch advice := cmp.Or(p.symbolAdvice(), adviceOn(word)); {
	case p.begins(")"):
		return p.wrong("There is no opening parenthesis for this one.")
	case word != "" && p.offset > 0 && p.text[p.offset-1] == '\'':
		return p.wrong(`The string ends before this. Write \' for a quote within a string.`)
	case advice != "":
		return p.wrong(advice)
	case p.isNumber() || p.begins("'") || p.begins("("):
		return p.wrong("Here an operator is missing, such as ==, matches part, and.")
	case word == "":
		return p.wrong("This does not belong to the language.")
	}
	return unsureAt(p.offset, "There is no such operator. Operators are ==, >, >=, <, <=, matches, matches part, matches regex, exists, in, and, or.")
}

// checkRoot refuses what cannot begin a path. word is the word at the offset, if there is one.
func (p *parser) checkRoot(word string) *fault {
	lower := strings.ToLower(word)
	isValue := mistakenValues[lower] != "" || lower != word && slices.Contains(keywords, lower)
	switch advice := cmp.Or(p.symbolAdvice(), adviceOn(word)); {
	case word == "":
		return p.wrong(cmp.Or(advice, valueMissing))
	case p.isCall(word) && advice == "":
		return unsureAt(p.offset, "There is no such function. The functions are now, trigger_count and resetting_trigger_count.")
	case p.isCall(word), isValue && !p.isLongPath(word):
		return p.wrong(advice)
	case slices.Contains(keywords, word):
		return p.wrong(valueMissing)
	case isReserved(word):
		return p.wrong("The word " + word + " is reserved, and cannot begin a path.")
	}
	return nil
}

// isCall reports whether a word at the offset is followed by a parenthesis.
func (p *parser) isCall(word string) bool {
	after := strings.TrimLeft(p.text[p.offset+len(word):], " \t\r\n")
	return strings.HasPrefix(after, "(") && !slices.Contains(keywords, strings.ToLower(word))
}

// isLongPath reports whether a word at the offset is followed by another element of a path.
func (p *parser) isLongPath(word string) bool {
	after := p.text[p.offset+len(word):]
	return strings.HasPrefix(after, ".") || strings.HasPrefix(after, "[")
}

// checkPathEnd refuses a path that goes on with characters that names do not have.
func (p *parser) checkPathEnd() *fault {
	rest := p.rest()
	if rest == "" {
		return nil
	}
	if rest[0] >= utf8.RuneSelf || strings.IndexByte("-:@/$#%", rest[0]) >= 0 && leadingWord(rest[1:]) != "" {
		return p.wrong("The path ends before this. Put names with other characters in brackets, as in event.custom_details['disk-name'].")
	}
	return nil
}

// regexAdvice returns what to do about a common mistake in a pattern, to be appended to a sentence.
func regexAdvice(wrong *syntax.Error) string {
	switch {
	case strings.HasPrefix(wrong.Expr, "(?"):
		return ". It has no look-ahead and no look-behind: use not and a second comparison"
	case wrong.Code == syntax.ErrInvalidEscape && len(wrong.Expr) == 2 && isDigit(wrong.Expr[1]):
		return ". It has no references to groups"
	default:
		return ""
	}
}
