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

// Solve prints the prompt, makes the calls that the person types, and returns the first other line as the answer.
func (p *Person) Solve(ctx context.Context, prompt string, tools []Tool) (string, error) {
	fmt.Fprintf(p.out, "\n%s\n\nCall a tool with its name and JSON, as in: %s {}. Type ? for the tools. Anything else is your answer.\n", prompt, firstName(tools))
	for ctx.Err() == nil {
		fmt.Fprint(p.out, "> ")
		if !p.in.Scan() {
			if err := p.in.Err(); err != nil {
				return "", fmt.Errorf("reading the answer: %w", err)
			}
			return "", io.ErrUnexpectedEOF
		}
		line := strings.TrimSpace(p.in.Text())
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
			return line, nil
		}
	}
	return "", context.Cause(ctx)
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
