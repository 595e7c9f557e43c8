// Package configfile changes one entry of a configuration file and leaves every other byte as it is: comments, order, indentation,
// line ends, byte-order mark. It knows JSON with and without comments, TOML and YAML.
package configfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Format is a file format, as one host reads it.
type Format interface {
	// Decode returns the whole file. A *SyntaxError names the line that is wrong.
	Decode(text []byte) (map[string]any, error)

	// The texts below begin without a byte-order mark.

	decode(text []byte) (map[string]any, error)
	// set returns the edits that put the value at the path, where parents may be missing.
	set(text []byte, path Path, value Object) ([]Edit, error)
	// remove returns the edits that remove what stands at the path. It exists.
	remove(text []byte, path Path) ([]Edit, error)
	// Render returns the value at the path as a file of its own.
	Render(path Path, value Object) string
}

// Path leads from the root of a file to an entry.
type Path []Key

// Key is one step of a path: the name of a member or, with Item, the member "id" of an element of an array.
type Key struct {
	Name string
	Item bool
}

// Names returns a path of members.
func Names(names ...string) Path {
	var path Path
	for _, name := range names {
		path = append(path, Key{Name: name})
	}
	return path
}

func (p Path) String() string {
	names := make([]string, len(p))
	for i, key := range p {
		names[i] = key.Name
	}
	return strings.Join(names, ".")
}

// Edit replaces Removed bytes at Offset with Inserted.
type Edit struct {
	Offset, Removed int
	Inserted        string
}

// Apply returns the text with all edits, whose offsets refer to the text as it was.
func Apply(text []byte, edits []Edit) []byte {
	var result []byte
	at := 0
	for _, edit := range inOrder(edits) {
		result = append(result, text[at:edit.Offset]...)
		result = append(result, edit.Inserted...)
		at = edit.Offset + edit.Removed
	}
	return append(result, text[at:]...)
}

func inOrder(edits []Edit) []Edit {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Offset - b.Offset })
	return edits
}

// SyntaxError reports that a file is not what its host can read.
type SyntaxError struct {
	Line    int // the first line is 1; 0 if it is not known
	Problem string
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Problem
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Problem)
}

// ErrUnsafe is the cause when the entry cannot be changed without a risk for the rest of the file.
var ErrUnsafe = errors.New("the file has a form in which the entry cannot be changed safely")

// Get returns the value at the path, or nil if there is none.
func Get(format Format, text []byte, path Path) (any, error) {
	root, err := format.Decode(text)
	if err != nil {
		return nil, err
	}
	return find(root, path), nil
}

// Set returns the edits that put the value at the path. It creates missing parents.
func Set(format Format, text []byte, path Path, value Object) ([]Edit, error) {
	text, mark := cutMark(text)
	before, err := format.decode(text)
	if err != nil {
		return nil, err
	}
	if err := checkParents(before, path); err != nil {
		return nil, err
	}
	edits, err := format.set(text, path, value)
	if err != nil {
		return nil, err
	}
	err = prove(format, Apply(text, edits), put(before, path, value.plain()))
	return shift(edits, mark), err
}

// Remove returns the edits that remove the entry at the path; none if there is no such entry.
func Remove(format Format, text []byte, path Path) ([]Edit, error) {
	text, mark := cutMark(text)
	before, err := format.decode(text)
	if err != nil {
		return nil, err
	}
	if _, found := lookup(before, path); !found {
		return nil, nil
	}
	edits, err := format.remove(text, path)
	if err != nil {
		return nil, err
	}
	want := drop(before, path)
	err = prove(format, Apply(text, edits), want, withoutEmptyParents(want, path))
	return shift(edits, mark), err
}

// prove reads the edited file again: it has to hold what was wanted and nothing else may have changed. So no mistake of an editor
// reaches a user's file.
func prove(format Format, text []byte, wanted ...map[string]any) error {
	got, err := format.decode(text)
	if err != nil {
		return fmt.Errorf("%w (%v)", ErrUnsafe, err) // it is no syntax error of the file
	}
	if !slices.ContainsFunc(wanted, func(want map[string]any) bool { return reflect.DeepEqual(normal(got), normal(want)) }) {
		return ErrUnsafe
	}
	return nil
}

// withoutEmptyParents returns the table as TOML has it: a parent of nothing does not exist.
func withoutEmptyParents(root map[string]any, path Path) map[string]any {
	for i := len(path) - 1; i > 0; i-- {
		if parent, ok := find(root, path[:i]).(map[string]any); !ok || len(parent) > 0 {
			break
		}
		root = drop(root, path[:i])
	}
	return root
}

// checkParents reports a parent of the entry that is not a table.
func checkParents(root map[string]any, path Path) error {
	for i := 1; i < len(path); i++ {
		parent, found := lookup(root, path[:i])
		if !found {
			return nil
		}
		wanted := reflect.Map
		if path[i].Item {
			wanted = reflect.Slice
		}
		if kind := reflect.ValueOf(parent).Kind(); kind != wanted && !(parent == nil && wanted == reflect.Map) {
			return fmt.Errorf("%q in the file does not hold entries, but another kind of value", path[:i].String())
		}
	}
	return nil
}

// Newline returns the line end that the text uses.
func Newline(text []byte) string {
	if at := bytes.IndexByte(text, '\n'); at > 0 && text[at-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// byteOrderMark begins files of some Windows editors.
const byteOrderMark = "\ufeff"

// cutMark returns the text without its byte-order mark, and the length of the mark.
func cutMark(text []byte) ([]byte, int) {
	rest := bytes.TrimPrefix(text, []byte(byteOrderMark))
	return rest, len(text) - len(rest)
}

func shift(edits []Edit, by int) []Edit {
	for i := range edits {
		edits[i].Offset += by
	}
	return edits
}

func isBlank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// lineOf returns the number of the line at an offset.
func lineOf(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(offset, len(text))], []byte("\n"))
}

// lineStart returns where the line at an offset begins.
func lineStart(text []byte, offset int) int { return bytes.LastIndexByte(text[:offset], '\n') + 1 }

// nextLine returns where the line after the one at an offset begins, or the end of the text.
func nextLine(text []byte, offset int) int {
	if end := bytes.IndexByte(text[offset:], '\n'); end >= 0 {
		return offset + end + 1
	}
	return len(text)
}

// indentAt returns the white space with which the line at an offset begins.
func indentAt(text []byte, offset int) string {
	line := text[lineStart(text, offset):offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}
