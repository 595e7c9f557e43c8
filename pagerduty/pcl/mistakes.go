package pcl

import (
	"regexp/syntax"
	"strings"
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

// adviceOn returns what to write instead of a word; "" if there is none.
func adviceOn(word string) string {
	lower := strings.ToLower(word)
	for _, keyword := range keywords {
		if lower == keyword && lower != word {
			return "Write it in small letters: " + keyword + "."
		}
	}
	if advice := mistakenValues[lower]; advice != "" {
		return advice
	}
	return mistakenWords[strings.ReplaceAll(lower, "_", "")]
}

// unexpected returns a fault for what cannot follow at the offset.
func (p *parser) unexpected() *fault {
	p.skip()
	if p.begins(")") {
		return p.wrong("There is no opening parenthesis for this one.")
	}
	for _, mistake := range mistakenSymbols {
		if p.begins(mistake.symbol) {
			return p.wrong(mistake.advice)
		}
	}
	word := p.word()
	switch advice := adviceOn(word); {
	case p.offset > 0 && p.text[p.offset-1] == '\'' && word != "":
		return p.wrong(`The string ends before this. Write \' for a quote within a string.`)
	case advice != "":
		return p.wrong(advice)
	case p.isNumber() || p.begins("'") || p.begins("("):
		return p.wrong("Here an operator is missing, such as ==, matches part, and.")
	case word == "":
		return p.wrong("This does not belong to the language.")
	}
	return &fault{p.offset, "There is no such operator. Operators are ==, >, >=, <, <=, matches, matches part, matches regex, exists, in, and, or.", true}
}

// checkAfter refuses what cannot follow a comparison.
func (p *parser) checkAfter() *fault {
	p.skip()
	word := p.word()
	if p.offset == len(p.text) || word == "and" || word == "or" || p.depth > 0 && p.begins(")") {
		p.unskip()
		return nil
	}
	return p.unexpected()
}

// notAValue refuses a word, or what stands in place of one, that cannot begin a path.
func (p *parser) notAValue(word string) *fault {
	lower := strings.ToLower(word)
	switch advice := adviceOn(word); {
	case p.offset == len(p.text):
		return p.wrong("Here a value is missing, such as a path or a string in single quotes.")
	case word == "":
		return p.noValue()
	case p.isCall(word):
		if advice != "" {
			return p.wrong(advice)
		}
		return &fault{p.offset, "There is no such function. The functions are now, trigger_count and resetting_trigger_count.", true}
	case mistakenValues[lower] != "" && !p.isLongPath(word):
		return p.wrong(advice)
	case lower != word && isKeyword(lower) && !p.isLongPath(word):
		return p.wrong(advice)
	case isKeyword(word):
		return p.wrong("Here a value is missing, such as a path or a string in single quotes.")
	case isReserved(word):
		return p.wrong("The word " + word + " is reserved, and cannot begin a path.")
	}
	return nil
}

// noValue returns a fault for a symbol in place of a value.
func (p *parser) noValue() *fault {
	if wrong := p.unexpected(); p.begins(")") || wrong.unsure {
		return p.wrong("Here a value is missing, such as a path or a string in single quotes.")
	} else {
		return wrong
	}
}

func isKeyword(word string) bool {
	for _, keyword := range keywords {
		if keyword == word {
			return true
		}
	}
	return false
}

// isCall reports whether a word at the offset is followed by a parenthesis.
func (p *parser) isCall(word string) bool {
	after := strings.TrimLeft(p.text[p.offset+len(word):], " \t\r\n")
	return word != "" && !isKeyword(strings.ToLower(word)) && strings.HasPrefix(after, "(")
}

// isLongPath reports whether a word at the offset is followed by another element of a path.
func (p *parser) isLongPath(word string) bool {
	after := p.text[p.offset+len(word):]
	return strings.HasPrefix(after, ".") || strings.HasPrefix(after, "[")
}

// afterPath refuses a path that goes on with characters that names do not have.
func (p *parser) afterPath() *fault {
	rest := p.rest()
	if len(rest) > 1 && strings.IndexByte("-:@/$#%", rest[0]) >= 0 && leadingWord(rest[1:]) != "" || rest != "" && rest[0] >= 0x80 {
		return p.wrong("The path ends before this. Put names with other characters in brackets, as in event.custom_details['disk-name'].")
	}
	return nil
}

// regexAdvice returns what to do about a common mistake in a pattern, after ": ".
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
