package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Script is a list of calls that solves a task, one a line:
//
//	open = list_incidents {"service_ids":["Checkout API"],"statuses":["triggered"]}
//	story = get_incident {"incident_id":"$open.items.0.id","include":["notes"]}
//	say story.assignees.0.name, count story.notes
//
// A line calls a tool with arguments in JSON, and may give the result a name. A string that begins with $ is a value of an earlier result; see
// evaluate for the paths. If it has several values, a list receives all of them; elsewhere the tool is called once for each, and the name
// stands for the list of results. The last line says what the answer consists of: values of results alone.
//
// So a script cannot know what it did not read. Every text in its arguments, and every text that it compares with, must come from the
// task's words, an earlier result or the tool's schema, or be a time. Anything else is an error.
//
// The single line "impossible: REASON" states that the tools cannot solve the task.
type Script struct {
	Impossible string // the reason; the script then has no calls
	lines      []scriptLine
}

// scriptLine is a call, or what to say.
type scriptLine struct {
	text       string
	name, tool string
	arguments  any
	say        []string // expressions
}

var callLine = regexp.MustCompile(`^(?:(\w+) = )?(\w+) (\{.*\})$`)

// ParseScript parses a script.
func ParseScript(text string) (*Script, error) {
	var s Script
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimSpace(line)
		if reason, ok := strings.CutPrefix(line, "impossible: "); ok {
			s.Impossible = reason
			continue
		}
		parsed, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("the line %q %w", line, err)
		}
		s.lines = append(s.lines, parsed)
	}
	switch {
	case s.Impossible != "" && len(s.lines) > 0:
		return nil, errors.New("a script that is impossible has no other lines")
	case s.Impossible == "" && s.lines[len(s.lines)-1].say == nil:
		return nil, errors.New("the last line of a script begins with say")
	}
	return &s, nil
}

func parseLine(line string) (scriptLine, error) {
	if what, ok := strings.CutPrefix(line, "say "); ok {
		return scriptLine{text: line, say: splitOutside(what, ',')}, nil
	}
	parts := callLine.FindStringSubmatch(line)
	if parts == nil {
		return scriptLine{}, errors.New(`is neither a call, such as open = list_incidents {"limit":5}, nor say with values`)
	}
	call := scriptLine{text: line, name: parts[1], tool: parts[2]}
	if err := json.Unmarshal([]byte(parts[3]), &call.arguments); err != nil {
		return scriptLine{}, fmt.Errorf("has arguments that are not JSON: %w", err)
	}
	return call, nil
}

// Solve runs the script. Script is an [Agent].
func (s *Script) Solve(ctx context.Context, prompt string, tools []Tool) (string, error) {
	if s.Impossible != "" {
		return "", errors.New(s.Impossible)
	}
	r := &scriptRun{tools: tools, results: map[string]any{}}
	r.learn(prompt)
	for _, line := range s.lines {
		if line.say != nil {
			return r.answer(line)
		}
		if err := r.run(ctx, line); err != nil {
			return "", fmt.Errorf("%s: %w", line.text, err)
		}
	}
	return "", errors.New("the script says nothing")
}

// scriptRun is a run of a script.
type scriptRun struct {
	tools   []Tool
	results map[string]any
	known   strings.Builder // the task's words and every text in a result
}

func (r *scriptRun) learn(text string) { r.known.WriteString("\n" + plain(text)) }

// run makes the calls of a line.
func (r *scriptRun) run(ctx context.Context, line scriptLine) error {
	at := slices.IndexFunc(r.tools, func(t Tool) bool { return t.Name == line.tool })
	if at < 0 {
		return fmt.Errorf("there is no tool %s", line.tool)
	}
	tool := r.tools[at]
	if err := r.checkOrigin(line.arguments, tool); err != nil {
		return err
	}
	variants, err := r.fill(line.arguments)
	if err != nil {
		return err
	}
	var results []any
	for _, arguments := range variants {
		result, err := r.call(ctx, tool, arguments)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	r.results[line.name] = any(results)
	if len(results) == 1 && !repeats(line.arguments) {
		r.results[line.name] = results[0]
	}
	return nil
}

// repeats reports whether a path outside of a list may have several values.
func repeats(arguments any) bool {
	switch value := arguments.(type) {
	case string:
		return strings.HasPrefix(value, "$") && strings.Contains(value, ".*")
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(value)), repeats)
	}
	return false
}

// call calls a tool and decodes its result.
func (r *scriptRun) call(ctx context.Context, tool Tool, arguments any) (any, error) {
	encoded, err := json.Marshal(arguments)
	if err != nil {
		return nil, err
	}
	result := tool.Call(ctx, encoded)
	if result.Failed {
		return nil, fmt.Errorf("it failed: %s", result.Text)
	}
	var value any
	decoder := json.NewDecoder(strings.NewReader(result.Text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("the result is not JSON: %w", err)
	}
	for text := range leaves(value) {
		r.learn(text)
	}
	return value, nil
}

// answer returns the values of a say line.
func (r *scriptRun) answer(line scriptLine) (string, error) {
	var said []string
	for _, expression := range line.say {
		values, err := r.evaluate(strings.TrimSpace(expression))
		if err != nil {
			return "", fmt.Errorf("%s: %w", line.text, err)
		}
		for _, v := range values {
			said = append(said, textOf(v))
		}
	}
	return strings.Join(said, "; "), nil
}
