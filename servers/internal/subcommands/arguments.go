package subcommands

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// maxInput is more than any argument takes: a device such as /dev/zero never ends.
const maxInput = 1 << 20

const argumentForms = "Write name=value, name=@file or name=@- (standard input), or all arguments as one JSON object: {…}, @file or -"

// toolArguments reads the arguments of a tool from the command line.
type toolArguments struct {
	tool      mcptools.Tool
	stdin     io.Reader
	readStdin bool
	given     []string            // names, in their order
	values    map[string][]string // by name
}

// parseArguments returns the words of a command line as one JSON object. Values stay text: the tool reads them as the type that it
// wants.
func parseArguments(tool mcptools.Tool, words []string, stdin io.Reader) (json.RawMessage, error) {
	a := &toolArguments{tool: tool, stdin: stdin, values: map[string][]string{}}
	for i, word := range words {
		if !utf8.ValidString(word) {
			return nil, errors.New("an argument is not valid UTF-8 text")
		}
		if word == "-" || strings.HasPrefix(word, "@") || strings.HasPrefix(strings.TrimSpace(word), "{") {
			if len(words) > 1 {
				return nil, errors.New("a JSON object holds all arguments: write no others beside it")
			}
			return a.object(word)
		}
		if err := a.add(word, words[i+1:]); err != nil {
			return nil, err
		}
	}
	return a.encode()
}

// object reads the JSON object that a word is or names.
func (a *toolArguments) object(word string) (json.RawMessage, error) {
	text := word
	if source, isFile := strings.CutPrefix(word, "@"); isFile || word == "-" {
		content, err := a.read(source)
		if err != nil {
			return nil, err
		}
		text = content
	}
	return json.RawMessage(text), nil // the tool explains what is wrong with it
}

// add takes a word of the form name=value. The words after it only help to explain what is wrong.
func (a *toolArguments) add(word string, after []string) error {
	name, content, found := strings.Cut(word, "=")
	if !found || name == "" {
		return fmt.Errorf("%q is no argument%s %s", mcptools.Clean(word, 100), a.likelyMeant(word, after), argumentForms)
	}
	switch rest, isFile := strings.CutPrefix(content, "@"); {
	case isFile && strings.HasPrefix(rest, "@"):
		content = rest // @@ stands for @
	case isFile:
		text, err := a.read(rest)
		if err != nil {
			return fmt.Errorf("%s: %w. To begin a text with @, write @@", name, err)
		}
		content = text
	}
	if !slices.Contains(a.given, name) {
		a.given = append(a.given, name)
	}
	a.values[name] = append(a.values[name], a.split(name, content)...)
	return nil
}

// likelyMeant ends the sentence about a word that is no argument. A name may have its value in the next word, and a value without a name
// may be that of the first required argument if none is given.
func (a *toolArguments) likelyMeant(word string, after []string) string {
	properties := propertiesOf(a.tool)
	if slices.ContainsFunc(properties, func(p property) bool { return p.name == word }) {
		value := "value"
		if len(after) > 0 && !strings.Contains(after[0], "=") {
			value = mcptools.Clean(after[0], 100)
		}
		return fmt.Sprintf(": did you mean %s=%s?", word, value)
	}
	required := slices.IndexFunc(properties, func(p property) bool { return p.required })
	if required < 0 || len(a.given) > 0 || strings.ContainsAny(word, "=[]{}'\"") {
		return "."
	}
	return fmt.Sprintf(": did you mean %s=%s?", properties[required].name, mcptools.Clean(word, 100))
}

// split makes several values of "a,b" where the tool wants a list of texts. A name or a condition with a comma in it has a space, too.
func (a *toolArguments) split(name, content string) []string {
	for _, p := range propertiesOf(a.tool) {
		if p.name == name && p.isTexts() && !strings.ContainsAny(content, " \t\n\"'[{") {
			return slices.DeleteFunc(strings.Split(content, ","), func(part string) bool { return part == "" && content != "" })
		}
	}
	return []string{content}
}

// read reads a file; standard input if it is named - or "".
func (a *toolArguments) read(path string) (string, error) {
	source, name := a.stdin, "standard input"
	if path != "" && path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		source, name = file, path
	} else if a.readStdin {
		return "", errors.New("standard input can be read once")
	} else {
		a.readStdin = true
	}
	content, err := io.ReadAll(io.LimitReader(source, maxInput+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading %s: %w", name, err)
	case len(content) > maxInput:
		return "", fmt.Errorf("%s has more than %d bytes", name, maxInput)
	case !utf8.Valid(content):
		return "", fmt.Errorf("%s is not UTF-8 text", name)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))  // PowerShell writes it before what it pipes
	return strings.TrimRight(string(content), "\r\n"), nil // as a shell's $(…)
}

// encode returns the arguments as an object. A name that is given several times has a list.
func (a *toolArguments) encode() (json.RawMessage, error) {
	arguments := map[string]any{}
	for _, name := range a.given {
		arguments[name] = a.values[name]
		if len(a.values[name]) == 1 {
			arguments[name] = a.values[name][0]
		}
	}
	return json.Marshal(arguments)
}
