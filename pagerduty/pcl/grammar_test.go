package pcl_test

import (
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// grammar is the grammar in the package's comment.
const grammar = `
Condition = And { "or" And } .
And = Not { "and" Not } .
Not = "not" Not | Comparison .
Comparison = Path "exists" | "now" "in" Schedule | Value [ Operator Value | Match ] .
Operator = "==" | ">" | ">=" | "<" | "<=" .
Match = "matches" [ "part" ] [ "exactly" ] Value | "matches" "regex" [ "exactly" ] String .
Value = "(" Condition ")" | Path | "now" | Count | Literal .
Count = ( "trigger_count" | "resetting_trigger_count" ) "over" Duration .
Path = name { "." name | "[" String "]" | "[" digits "]" } .
Literal = String | Number | "true" | "false" | Datetime | Duration | Schedule .
String = "'" { character | "\\'" | "\\\\" } "'" .
Number = [ "-" ] digits [ "." digits [ "e" [ "+" | "-" ] digits ] ] .
Datetime = date time zone .
Duration = digits unit { digits unit } .
Schedule = day { "," day } time "to" time zone .
`

func TestCommentHasTheGrammar(t *testing.T) {
	t.Parallel()
	comment, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(strings.TrimSpace(grammar), "\n", "\n//\t"); !strings.Contains(string(comment), "//\t"+want+"\n") {
		t.Error("the grammar in doc.go is not that of this test")
	}
}

// Whatever the grammar can produce is accepted, or breaks a rule that no grammar expresses.
func TestEverythingInTheGrammarIsAccepted(t *testing.T) {
	t.Parallel()
	accepted, stricter := 0, regexp.MustCompile(`PagerDuty takes|each unit once|compare this value|not valid in RE2`)
	tokens := grammarTokens()
	for seed := range uint64(1000) {
		w := newWriter(seed, tokens)
		w.production("Condition", 0)
		text := w.text.String()
		_, err := pcl.Parse(text)
		switch wrong, _ := err.(*pcl.SyntaxError); {
		case wrong == nil:
			accepted++
		case !stricter.MatchString(wrong.Message):
			t.Errorf("%s: %v", text, wrong)
		}
	}
	if accepted < 800 {
		t.Errorf("%d of 1000 conditions were accepted", accepted)
	}
}

// writer writes a random text of the grammar.
type writer struct {
	random *rand.Rand
	tokens map[string][]string // of each production
	text   strings.Builder
	depth  int
	tight  bool // writes no spaces
}

func newWriter(seed uint64, tokens map[string][]string) *writer {
	return &writer{random: rand.New(rand.NewPCG(seed, 0)), tokens: tokens}
}

// grammarTokens returns the tokens of each production.
func grammarTokens() map[string][]string {
	tokens, token := map[string][]string{}, regexp.MustCompile(`"(\\.|[^"])*"|[A-Za-z]+|[][(){}|]`)
	for line := range strings.Lines(strings.TrimSpace(grammar)) {
		name, right, _ := strings.Cut(line, " = ")
		tokens[name] = token.FindAllString(right, -1)
	}
	return tokens
}

func (w *writer) production(name string, from int) {
	w.depth++
	was := w.tight
	if name == "Path" || name == "String" || name == "Number" || name == "Duration" && from > 0 {
		w.space()
		w.tight = true
	}
	rest := w.alternatives(w.tokens[name], true)
	if len(rest) > 0 {
		panic("the grammar has an unexpected " + rest[0])
	}
	w.tight = was
	w.depth--
}

// alternatives writes one of the alternatives at the beginning of tokens, if written, and returns the tokens behind them.
func (w *writer) alternatives(tokens []string, written bool) []string {
	count := 1
	for level, i := 0, 0; i < len(tokens) && level >= 0; i++ {
		switch tokens[i] {
		case "(", "[", "{":
			level++
		case ")", "]", "}":
			level--
		case "|":
			if level == 0 {
				count++
			}
		}
	}
	chosen := w.random.IntN(count)
	for i := 0; ; i++ {
		tokens = w.sequence(tokens, written && i == chosen)
		if len(tokens) == 0 || tokens[0] != "|" {
			return tokens
		}
		tokens = tokens[1:]
	}
}

func (w *writer) sequence(tokens []string, written bool) []string {
	for len(tokens) > 0 {
		token := tokens[0]
		switch token {
		case "|", ")", "]", "}":
			return tokens
		case "(":
			tokens = w.alternatives(tokens[1:], written)[1:]
			continue
		case "[", "{":
			inner := tokens[1:]
			times := w.random.IntN(2)
			if token == "{" && w.depth < 6 {
				times = w.random.IntN(3)
			}
			for range times {
				w.alternatives(inner, written)
			}
			tokens = w.alternatives(inner, false)[1:]
			continue
		}
		if written {
			w.write(token)
		}
		tokens = tokens[1:]
	}
	return nil
}

// write writes a token: a text in double quotes, a production, or what the grammar explains in words.
func (w *writer) write(token string) {
	if token[0] == '"' {
		text, err := strconv.Unquote(token)
		if err != nil {
			panic(err)
		}
		if text != "," {
			w.space()
		}
		w.text.WriteString(text)
		return
	}
	if _, isProduction := w.tokens[token]; isProduction {
		if w.depth > 12 && token == "Condition" {
			w.text.WriteString(" true")
			return
		}
		w.production(token, 0)
		return
	}
	if w.last() != ',' {
		w.space()
	}
	choices := map[string]string{
		"name": "event raw_event custom_details a _9 exists now", "digits": "0 1 7 42 199254740993", "unit": "second seconds minute hours days",
		"date": "2021-12-04 2024-02-29", "time": "00:00:00 19:00:42 23:59:59", "zone": "America/New_York Etc/UTC UTC Etc/GMT+5", "day": "Mon Sun Fri", "character": "a Z ü . [ \" \\d",
	}[token]
	if token == "name" && w.last() != '.' {
		choices = strings.TrimSuffix(choices, " exists now") // the words of the language begin no path
	}
	if token == "digits" && !w.tight {
		choices = "1 30" // of a duration
	}
	if token == "digits" && strings.ContainsRune("e+-", w.last()) {
		choices = "0 7" // of an exponent, or of what may be one
	}
	fields := strings.Fields(choices)
	w.text.WriteString(fields[w.random.IntN(len(fields))])
}

func (w *writer) last() rune {
	last, _ := utf8.DecodeLastRuneInString(w.text.String())
	return last
}

func (w *writer) space() {
	if !w.tight {
		w.text.WriteString([]string{" ", " ", "  ", "\n", "\t"}[w.random.IntN(5)])
	}
}
