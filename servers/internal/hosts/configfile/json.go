package configfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
)

// JSON is JSON, and with the fields what some hosts accept beyond it.
type JSON struct {
	Comments       bool
	TrailingCommas bool
}

// Decode returns the whole file. A blank file is empty.
func (f JSON) Decode(text []byte) (map[string]any, error) {
	text, _ = cutMark(text)
	return f.decode(text)
}

func (f JSON) decode(text []byte) (map[string]any, error) {
	if isBlank(text) {
		return map[string]any{}, nil
	}
	root, err := f.parse(text)
	if err != nil {
		return nil, err
	}
	root.Standardize()
	decoder := json.NewDecoder(bytes.NewReader(root.Pack()))
	decoder.UseNumber()
	var table map[string]any
	if err := decoder.Decode(&table); err != nil || table == nil {
		return nil, &SyntaxError{Line: lineOf(text, root.StartOffset), Problem: "the file is not a JSON object, {…}"}
	}
	return table, nil
}

// parse returns the syntax tree, whose offsets are those of the text.
func (f JSON) parse(text []byte) (hujson.Value, error) {
	ended := append(bytes.Clone(text), '\n') // without it, a comment in the last line does not end
	root, err := hujson.Parse(ended)
	if err != nil {
		return root, syntaxErrorOf(err)
	}
	return root, f.checkExtras(text, &root)
}

func syntaxErrorOf(err error) error {
	place := regexp.MustCompile(`^hujson: line (\d+), column \d+: (.*)$`).FindStringSubmatch(err.Error())
	if place == nil {
		return &SyntaxError{Problem: "the file is not JSON"}
	}
	line, _ := strconv.Atoi(place[1])
	problem, _, _ := strings.Cut(place[2], ": ") // what follows may quote the file, and with it a secret
	return &SyntaxError{Line: line, Problem: problem}
}

// Problems of files that are JSON with comments, for a host that reads less.
var (
	ErrComment       = errors.New("a comment")
	ErrTrailingComma = errors.New("a comma after the last member")
)

// ExtraError reports that a file has what its host does not read.
type ExtraError struct {
	Line int
	Kind error // ErrComment or ErrTrailingComma
}

func (e *ExtraError) Error() string { return fmt.Sprintf("line %d has %v", e.Line, e.Kind) }

func (e *ExtraError) Unwrap() error { return e.Kind }

// checkExtras looks for comments and trailing commas that the host does not accept.
func (f JSON) checkExtras(text []byte, root *hujson.Value) error {
	for value := range root.All() {
		if err := f.checkComments(text, value); err != nil {
			return err
		}
		c, ok := containerOf(*value)
		if ok && c.trailingComma && !f.TrailingCommas {
			return &ExtraError{Line: lineOf(text, c.items[len(c.items)-1].end), Kind: ErrTrailingComma}
		}
		if slash := bytes.IndexByte(text[c.insideEnd:c.close+1], '/'); ok && !f.Comments && slash >= 0 {
			return &ExtraError{Line: lineOf(text, c.insideEnd+slash), Kind: ErrComment}
		}
	}
	return nil
}

func (f JSON) checkComments(text []byte, value *hujson.Value) error {
	if f.Comments {
		return nil
	}
	for at, extra := range map[int]hujson.Extra{value.StartOffset - len(value.BeforeExtra): value.BeforeExtra, value.EndOffset: value.AfterExtra} {
		if slash := bytes.IndexByte(extra, '/'); slash >= 0 {
			return &ExtraError{Line: lineOf(text, at+slash), Kind: ErrComment}
		}
	}
	return nil
}

// container is an object or an array, by the offsets of its parts.
type container struct {
	open, close   int // of the brackets
	items         []item
	trailingComma bool
	insideEnd     int // where white space and comments before the closing bracket begin
	isArray       bool
}

// item is a member or an element. In a member, start is that of the name.
type item struct {
	name       string // or the id
	start, end int
	value      hujson.Value
	comma      int // the offset of the comma behind it, or -1
}

func containerOf(value hujson.Value) (container, bool) {
	c := container{open: value.StartOffset, close: value.EndOffset - 1}
	var inside hujson.Extra
	switch trimmed := value.Value.(type) {
	case *hujson.Object:
		inside = trimmed.AfterExtra
		for _, member := range trimmed.Members {
			name, _ := member.Name.Value.(hujson.Literal)
			c.items = append(c.items, newItem(name.String(), member.Name.StartOffset, member.Value))
		}
	case *hujson.Array:
		inside, c.isArray = trimmed.AfterExtra, true
		for _, element := range trimmed.Elements {
			c.items = append(c.items, newItem(idOf(element), element.StartOffset, element))
		}
	default:
		c.insideEnd = c.close
		return c, false
	}
	if last := len(c.items) - 1; last >= 0 {
		c.trailingComma = c.items[last].value.AfterExtra != nil
		if !c.trailingComma {
			c.items[last].comma = -1
		}
	}
	c.insideEnd = c.close - len(inside)
	return c, true
}

func newItem(name string, start int, value hujson.Value) item {
	return item{name: name, start: start, end: value.EndOffset, value: value, comma: value.EndOffset + len(value.AfterExtra)}
}

func idOf(element hujson.Value) string {
	object, _ := element.Value.(*hujson.Object)
	if object == nil {
		return ""
	}
	for _, member := range object.Members {
		name, _ := member.Name.Value.(hujson.Literal)
		if id, ok := member.Value.Value.(hujson.Literal); ok && name.String() == "id" {
			return id.String()
		}
	}
	return ""
}

// index returns the place of a name, or -1. Of equal names the last counts, as for the hosts.
func (c container) index(name string) int {
	for i := len(c.items) - 1; i >= 0; i-- {
		if c.items[i].name == name {
			return i
		}
	}
	return -1
}

func (f JSON) set(text []byte, path Path, value Object) ([]Edit, error) {
	style := styleOf(text)
	if isBlank(text) {
		return []Edit{{Inserted: style.root(path, value) + style.newline}}, nil
	}
	root, err := f.parse(text)
	if err != nil {
		return nil, err
	}
	at := root
	for depth, key := range path {
		parent, ok := containerOf(at)
		if !ok || parent.isArray != key.Item {
			return nil, fmt.Errorf("%q in the file does not hold entries", path[:depth].String())
		}
		found := parent.index(key.Name)
		if found < 0 {
			return parent.insert(text, path[depth:], value, style), nil
		}
		at = parent.items[found].value
		if depth == len(path)-1 {
			indent := indentAt(text, parent.items[found].start)
			return []Edit{{at.StartOffset, at.EndOffset - at.StartOffset, style.on(text, parent).value(value, indent)}}, nil
		}
	}
	return nil, ErrUnsafe
}

// insert returns the edits that put a new item behind the last one, and behind its comment.
func (c container) insert(text []byte, path Path, value Object, style jsonStyle) []Edit {
	style = style.on(text, c)
	var edits []Edit
	comma := ""
	if last := len(c.items) - 1; last >= 0 {
		if c.trailingComma {
			comma = ","
		} else {
			edits = append(edits, Edit{Offset: c.items[last].end, Inserted: ","})
		}
	}
	at := c.insideEnd + len(bytes.TrimRight(text[c.insideEnd:c.close], " \t\r\n"))
	if style.inline {
		space := ""
		if len(c.items) > 0 && style.space != "" {
			space = " "
		}
		return append(edits, Edit{Offset: at, Inserted: space + style.member(path, value, "") + comma})
	}
	outer := indentAt(text, c.open)
	inner := outer + style.unit
	if len(c.items) > 0 && lineStart(text, c.items[0].start) > c.open {
		inner = indentAt(text, c.items[len(c.items)-1].start)
	}
	inserted := style.newline + inner + style.member(path, value, inner) + comma
	if !bytes.Contains(text[at:c.close], []byte("\n")) {
		inserted += style.newline + outer
	}
	return append(edits, Edit{Offset: at, Inserted: inserted})
}

func (f JSON) remove(text []byte, path Path) ([]Edit, error) {
	at, err := f.parse(text)
	if err != nil {
		return nil, err
	}
	for depth, key := range path {
		parent, ok := containerOf(at)
		found := -1
		if ok && parent.isArray == key.Item {
			found = parent.index(key.Name)
		}
		if found < 0 {
			return nil, ErrUnsafe
		}
		if depth == len(path)-1 {
			return parent.removeItem(text, found), nil
		}
		at = parent.items[found].value
	}
	return nil, ErrUnsafe
}

// removeItem removes an item with the white space before it and one comma. Comments before it stay.
func (c container) removeItem(text []byte, index int) []Edit {
	it := c.items[index]
	start := len(bytes.TrimRight(text[:it.start], " \t\r\n"))
	end := it.end
	if it.comma >= 0 {
		end = it.comma + 1
	}
	if len(c.items) == 1 && len(bytes.TrimSpace(text[c.open+1:start])) == 0 && len(bytes.TrimSpace(text[end:c.close])) == 0 {
		return []Edit{{Offset: c.open + 1, Removed: c.close - c.open - 1}}
	}
	edits := []Edit{{Offset: start, Removed: end - start}}
	if it.comma >= 0 && len(bytes.TrimSpace(text[it.end:it.comma])) > 0 { // a comment before the comma stays
		edits = []Edit{{Offset: start, Removed: it.end - start}, {Offset: it.comma, Removed: 1}}
	}
	if it.comma < 0 && index > 0 {
		edits = append([]Edit{{Offset: c.items[index-1].comma, Removed: 1}}, edits...)
	}
	return edits
}
