package trial

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Person is an [Agent] that asks a person, who types calls of tools and then an answer.
type Person struct {
	in  *bufio.Scanner
	out io.Writer
}

// NewPerson returns a person who reads out and types into in.
func NewPerson(in io.Reader, out io.Writer) *Person {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	return &Person{lines, out}
}

// Solve prints the prompt, makes the calls that the person types, and returns another line as the answer once the person confirms it, so
// that a mistyped call is not the answer.
func (p *Person) Solve(ctx context.Context, prompt string, tools []Tool) (string, error) {
	fmt.Fprintf(p.out, "\n%s\n\nCall a tool with its name and JSON, as in: %s {}. Type ? for the tools. Anything else is your answer, which you confirm.\n", prompt, firstName(tools))
	for ctx.Err() == nil {
		line, err := p.read("> ")
		if err != nil {
			return "", err
		}
		name, arguments, _ := strings.Cut(line, " ")
		tool, known := named(tools, name)
		switch {
		case line == "?":
			for _, tool := range tools {
				fmt.Fprintf(p.out, "%s: %s\n", tool.Name, tool.Description)
			}
		case known && (arguments == "" || json.Valid([]byte(arguments))):
			fmt.Fprintln(p.out, tool.Call(ctx, json.RawMessage(arguments)).Text)
		case line != "":
			if known {
				fmt.Fprintf(p.out, "What follows %s is not JSON.\n", name)
			}
			confirmed, err := p.read("Is this your final answer? Type y, or anything else to try again: ")
			if err != nil || strings.EqualFold(confirmed, "y") || strings.EqualFold(confirmed, "yes") {
				return line, err
			}
		}
	}
	return "", context.Cause(ctx)
}

// read asks for a line.
func (p *Person) read(prompt string) (string, error) {
	fmt.Fprint(p.out, prompt)
	if !p.in.Scan() {
		if err := p.in.Err(); err != nil {
			return "", fmt.Errorf("reading the answer: %w", err)
		}
		return "", io.ErrUnexpectedEOF
	}
	return strings.TrimSpace(p.in.Text()), nil
}

func firstName(tools []Tool) string {
	if len(tools) == 0 {
		return "NAME"
	}
	return tools[0].Name
}

// named returns the tool with a name.
func named(tools []Tool, name string) (Tool, bool) {
	for _, tool := range tools {
		if tool.Name == name {
			return tool, true
		}
	}
	return Tool{}, false
}
