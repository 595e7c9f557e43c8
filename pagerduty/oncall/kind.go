package oncall

import (
	"strings"
	"unicode"
)

// Kind returns what the titles of recurring alerts have in common: the title with numbers as # and with ids, hosts, addresses and quoted
// texts as *. "Disk 91% on web-07" and "Disk 95% on web-12" are both "Disk #% on *".
func Kind(title string) string {
	if strings.ContainsAny(title, "\"'`“„") {
		title = quoted().ReplaceAllString(title, "${1}*${2}")
	}
	var words []string
	for word := range strings.FieldsSeq(title) {
		if word = kindOfWord(word); word != "*" || len(words) == 0 || words[len(words)-1] != "*" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

var (
	quoted   = pattern(`(^|[\s(=:])(?:"[^"]*"|'[^']*'|` + "`[^`]*`" + `|“[^”]*”|„[^“”]*[“”])($|[\s).,;:!?])`)
	number   = pattern(`^[+-]?\d+(?:[.,:/x-]\d+)*(%|°C?|[munµ]?s|min|h|d|[KMGT]?i?B|[kKMGT]|GHz|MHz)?$`)
	standing = pattern(`^(?:[pP]\d{1,3}|[1-5][xX][xX])$`) // p99 and 5xx name what is measured
	address  = pattern(`^\d+\.\d+\.\d+\.\d+(?::\d+|/\d+)?$`)
	host     = pattern(`^[\p{L}\p{N}_-]{2,}(?:\.[\p{L}\p{N}_-]{2,})+(?::\d+)?$`)
)

// kindOfWord returns the kind of one word.
func kindOfWord(word string) string {
	if before, value, ok := strings.Cut(word, "="); ok && before != "" && value != "" { // host=web-07
		return before + "=" + kindOfWord(value)
	}
	rest := strings.TrimLeftFunc(word, func(r rune) bool { return isPunctuation(r, "#*+/-") })
	core := strings.TrimRightFunc(rest, func(r rune) bool { return isPunctuation(r, "#*%/") })
	if core == "" {
		return word
	}
	return word[:len(word)-len(rest)] + kindOfCore(core) + rest[len(core):]
}

// isPunctuation reports whether a character at the edge of a word does not belong to it: it is no letter, no number and none of the others.
func isPunctuation(r rune, others string) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(others, r)
}

// kindOfCore returns the kind of a word without punctuation around it.
func kindOfCore(core string) string {
	if !strings.ContainsAny(core, "0123456789") {
		if strings.Contains(core, "@") || strings.Contains(core, "://") || strings.Contains(core, ".") && host().MatchString(core) {
			return "*"
		}
		return core
	}
	if standing().MatchString(core) {
		return core
	}
	if address().MatchString(core) {
		return "*"
	}
	if unit := number().FindStringSubmatch(core); unit != nil {
		return "#" + unit[1]
	}
	return "*"
}
