package pcl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// PagerDuty's limits.
const (
	mostBytes       = 2048 // of a condition
	mostParentheses = 32   // levels
	mostFactors     = 64
	mostLiteral     = 1024 // bytes of a string
	mostElements    = 32   // of a path
)

// parser reads a condition from left to right. Each of its methods reads one part of the grammar, and leaves offset behind it.
type parser struct {
	text    string
	offset  int
	depth   int // of parentheses
	factors int
	paths   []Path
}

// condition reads the whole text.
func (p *parser) condition() (node, *fault) {
	if wrong := p.checkText(); wrong != nil {
		return nil, wrong
	}
	root, wrong := p.or()
	if wrong != nil {
		return nil, wrong
	}
	if p.skip(); p.offset < len(p.text) {
		return nil, p.unexpected(p.word())
	}
	if wrong := checkBoolean(root); wrong != nil {
		return nil, wrong
	}
	if p.factors > mostFactors {
		return nil, &fault{
			message: fmt.Sprintf("The condition has %d factors. PagerDuty takes %d: use several conditions, of which one must match.", p.factors, mostFactors),
			unsure:  strings.Contains(p.text, "("), // PagerDuty may count those in parentheses by themselves
		}
	}
	return root, nil
}

// checkBoolean refuses a condition whose value cannot be true or false.
func checkBoolean(root node) *fault {
	switch root := root.(type) {
	case groupNode:
		return checkBoolean(root.node)
	case literal:
		if _, isBoolean := root.value.(bool); isBoolean {
			return nil
		}
	case nowNode, countNode:
	default:
		return nil
	}
	from, _ := root.place()
	return wrongAt(from, "A condition is true or false: compare this value with another, as in PATH == 'TEXT' or trigger_count over 1 hour > 5.")
}

func (p *parser) checkText() *fault {
	switch {
	case strings.TrimSpace(p.text) == "":
		return wrongAt(0, "The condition is empty: write one such as event.summary matches part 'TEXT'.")
	case len(p.text) > mostBytes:
		return wrongAt(mostBytes, fmt.Sprintf("The condition has %d bytes. PagerDuty takes %d: use several conditions, of which one must match.", len(p.text), mostBytes))
	case !utf8.ValidString(p.text):
		return wrongAt(firstInvalid(p.text), "This is not UTF-8.")
	}
	return nil
}

// firstInvalid returns the offset of the first byte that is not UTF-8.
func firstInvalid(text string) int {
	for i, char := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); char == utf8.RuneError && size == 1 {
			return i
		}
	}
	return len(text)
}

func (p *parser) or() (node, *fault) { return p.chain("or", True, p.and) }

func (p *parser) and() (node, *fault) { return p.chain("and", False, p.not) }

// chain reads operands with a word between them.
func (p *parser) chain(word string, decisive Truth, operand func() (node, *fault)) (node, *fault) {
	left, wrong := operand()
	for wrong == nil && p.take(word) {
		var right node
		if right, wrong = operand(); wrong == nil {
			from, _ := left.place()
			left = logicNode{span{from, p.offset}, decisive, left, right}
		}
	}
	return left, wrong
}

func (p *parser) not() (node, *fault) {
	from := p.skip()
	if !p.take("not") {
		return p.comparison()
	}
	operand, wrong := p.not()
	if wrong != nil {
		return nil, wrong
	}
	return notNode{span{from, p.offset}, operand}, nil
}

// comparison reads a factor. Of a value in parentheses, the factors within have been counted.
func (p *parser) comparison() (node, *fault) {
	from := p.skip()
	left, wrong := p.value()
	if wrong != nil {
		return nil, wrong
	}
	compared, wrong := p.compared(from, left)
	if wrong != nil {
		return nil, wrong
	}
	if _, isGroup := compared.(groupNode); !isGroup {
		p.factors++
	}
	if p.isChained() {
		return nil, p.wrong("A comparison cannot be compared again: put it in parentheses, or join two comparisons by and.")
	}
	return compared, p.checkAfter()
}

// compared reads what follows the first value of a comparison.
func (p *parser) compared(from int, left node) (node, *fault) {
	at := p.skip()
	switch operator := p.operator(); operator {
	case "==", ">", ">=", "<", "<=":
		right, wrong := p.value()
		if wrong != nil {
			return nil, wrong
		}
		if operator == "==" {
			return equalNode{span{from, p.offset}, left, right}, nil
		}
		return orderNode{span{from, p.offset}, operator, left, right}, nil
	case "matches":
		return p.match(from, left)
	case "exists":
		path, isPath := left.(pathNode)
		if !isPath {
			return nil, wrongAt(at, "exists belongs behind a path, as in event.component exists.")
		}
		return existsNode{span{from, p.offset}, path.path}, nil
	case "in":
		if _, isNow := left.(nowNode); !isNow {
			return nil, wrongAt(at, "in is for now and a schedule only. For one of several values write PATH == 'A' or PATH == 'B'.")
		}
		p.skip()
		schedule, wrong := p.schedule()
		return inNode{span{from, p.offset}, schedule}, wrong
	default:
		return left, nil
	}
}

// operator reads an operator; "" if there is none.
func (p *parser) operator() string {
	p.skip()
	for _, symbol := range []string{"==", ">=", "<=", ">", "<"} {
		if p.begins(symbol) {
			if after := p.text[p.offset+len(symbol):]; after != "" && strings.ContainsRune("=><~", rune(after[0])) {
				return "" // === and <>
			}
			p.offset += len(symbol)
			return symbol
		}
	}
	for _, word := range []string{"matches", "exists", "in"} {
		if p.take(word) {
			return word
		}
	}
	return ""
}

func (p *parser) isChained() bool {
	before := p.skip()
	defer func() { p.offset = before }()
	return p.operator() != ""
}

// match reads what follows "matches".
func (p *parser) match(from int, left node) (node, *fault) {
	exactFirst := p.take("exactly")
	at := p.skip()
	part, isRegex := p.take("part"), p.take("regex")
	switch {
	case part && isRegex:
		return nil, wrongAt(at, "Write matches part or matches regex, not both.")
	case exactFirst && (part || isRegex):
		return nil, wrongAt(at, "exactly comes last: write matches part exactly, or matches regex exactly.")
	}
	exact := exactFirst || p.take("exactly")
	if isRegex {
		compiled, wrong := p.regex(exact)
		return matchNode{span: span{from, p.offset}, exact: exact, regex: compiled, left: left}, wrong
	}
	right, wrong := p.value()
	return matchNode{span: span{from, p.offset}, part: part, exact: exact, left: left, right: right}, wrong
}

// regex reads the pattern of "matches regex".
func (p *parser) regex(exact bool) (*regex, *fault) {
	at := p.skip()
	if !p.begins("'") {
		if p.begins(`"`) {
			return nil, p.wrong(singleQuotes)
		}
		return nil, p.wrong("matches regex needs a regular expression in single quotes, as in matches regex '^db-[0-9]+'.")
	}
	pattern, wrong := p.string()
	if wrong != nil {
		return nil, wrong
	}
	compiled, err := compile(pattern, exact)
	if err != nil {
		return nil, &fault{
			offset:  at,
			message: fmt.Sprintf("The regular expression is not valid in RE2 syntax: %s%s.", err.Code, regexAdvice(err)),
			unsure:  isUnsure(err),
		}
	}
	return compiled, nil
}

// skip passes over white space and returns the offset behind it.
func (p *parser) skip() int {
	p.offset = len(p.text) - len(strings.TrimLeft(p.text[p.offset:], " \t\r\n"))
	return p.offset
}

// begins reports whether the rest of the text begins with a prefix.
func (p *parser) begins(prefix string) bool { return strings.HasPrefix(p.text[p.offset:], prefix) }

// word returns the word that comes next; "" if there is none.
func (p *parser) word() string {
	p.skip()
	if p.offset < len(p.text) && isDigit(p.text[p.offset]) {
		return ""
	}
	return leadingWord(p.text[p.offset:])
}

// take reads a word, and reports whether it was there.
func (p *parser) take(word string) bool {
	if p.word() != word {
		return false
	}
	p.offset += len(word)
	return true
}

// wrong returns a fault at the offset.
func (p *parser) wrong(message string) *fault { return wrongAt(p.offset, message) }
