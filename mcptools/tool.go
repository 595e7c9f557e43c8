package mcptools

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/arguments"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
)

// DefaultMaxResultBytes is the budget of a tool's result unless WithMaxResultBytes sets another.
const DefaultMaxResultBytes = 60_000

// Tool is one tool, made by Read, Additive, Destructive or NewTool. Its calls are safe for concurrent use. To rename a tool, set the Name
// of a copy.
type Tool struct {
	Name        string
	Title       string
	Description string
	Effect      Effect
	Marks       []string        // labels that policies can check, such as "pages" for a tool that can wake somebody
	InputSchema json.RawMessage // a JSON Schema of type object that uses only what every host accepts
	Example     json.RawMessage // canonical arguments of a typical call, for documents and tests; nil without WithExample

	schema         *schema.Schema
	counts         []markCount
	question       argumentFunc[Question]
	handler        Handler
	observer       Observer
	maxResultBytes int
}

var errNotMade = errors.New("this tool was not made by Read, Additive, Destructive or NewTool")

// Option is an option of Read, Additive, Destructive and NewTool.
type Option func(*options)

type options struct {
	title      string
	example    string
	marks      []string
	counts     []markCount
	question   argumentFunc[Question]
	structured bool
}

// WithTitle sets the title for people. Without it "get_incident" is titled "Get incident".
func WithTitle(title string) Option { return func(o *options) { o.title = title } }

// WithExample sets Tool.Example to the arguments of a typical call, as a model would write them. An adapter may show it to a model,
// but the adapters of this module do not. The schema must accept the arguments.
func WithExample(arguments string) Option { return func(o *options) { o.example = arguments } }

// WithStructuredOutput fills Result.Structured, too. The result must be a JSON object. Without it there is only the text: hosts that
// pass both to the model pay for every token twice.
func WithStructuredOutput() Option { return func(o *options) { o.structured = true } }

// Read makes a tool that changes nothing. In is the struct of its arguments (struct{} for none), Out anything that
// encoding/json encodes. It panics if some host would refuse the name, the description or the schema, and if an option does not fit:
// see NewTool for a tool whose name or description is not a constant of the program.
func Read[In, Out any](name, description string, function func(context.Context, In) (Out, error), options ...Option) Tool {
	return must(NewTool(EffectRead, name, description, function, options...))
}

// Additive makes a tool that creates something and changes nothing that exists. Otherwise it is like Read.
func Additive[In, Out any](name, description string, function func(context.Context, In) (Out, error), options ...Option) Tool {
	return must(NewTool(EffectAdditive, name, description, function, options...))
}

// Destructive makes a tool that changes or removes what exists. Otherwise it is like Read.
func Destructive[In, Out any](name, description string, function func(context.Context, In) (Out, error), options ...Option) Tool {
	return must(NewTool(EffectDestructive, name, description, function, options...))
}

func must(tool Tool, err error) Tool {
	if err != nil {
		panic(err.Error())
	}
	return tool
}

// WithMaxResultBytes returns a copy of the tool whose results stay within n bytes; 0 means any size.
func (t Tool) WithMaxResultBytes(n int) Tool {
	t.maxResultBytes = max(n, 0)
	return t
}

// StrictSchema returns the input schema in the form that OpenAI requires of a tool with "strict": true. OpenAI's models can then
// only send arguments that fit the schema. Every property is required; an optional one may be null, which Call treats as not given.
// additionalProperties is false everywhere. Limits and defaults move into the description, since not every OpenAI model accepts them
// in a schema; Call still applies them. Properties stay in their order.
//
// A Tool literal, and a tool whose schema has more than 10 levels, has no strict form: StrictSchema returns an error. Offer such a tool with its InputSchema and without strict.
//
// The rules are at https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas.
func (t Tool) StrictSchema() (json.RawMessage, error) {
	if t.schema == nil {
		return nil, errNotMade
	}
	return t.schema.Strict()
}

// Call runs the tool on raw arguments as a model sent them. The result holds failures of every kind, panics included.
func (t Tool) Call(ctx context.Context, arguments json.RawMessage) Result {
	if t.observer != nil {
		return t.observed(ctx, arguments)
	}
	return t.call(ctx, arguments)
}

func (t Tool) call(ctx context.Context, arguments json.RawMessage) Result {
	call := Call{Tool: t, Arguments: arguments}
	result := recovering(t.run)(ctx, call)
	if result.Err == nil {
		return result
	}
	if ctx.Err() != nil && !(errors.Is(result.Err, ctx.Err()) && errors.Is(result.Err, context.Cause(ctx))) {
		if Clean(result.Text, maxErrorLength) == errorText(result.Err) {
			result.Text = "" // nobody wrote one for the model
		}
		result.Err = endedError(ctx, t.Name, result.Err)
	}
	if result.Text = Clean(result.Text, maxErrorLength); result.Text == "" {
		result.Text = errorText(result.Err)
	}
	return result
}

// run brings a call's arguments into canonical form and hands it to the middleware.
func (t Tool) run(ctx context.Context, call Call) Result {
	if t.schema == nil {
		return failed(fmt.Errorf("%w: %w", ErrNothingDone, errNotMade))
	}
	if ctx.Err() != nil {
		return failed(endedError(ctx, t.Name, nil))
	}
	canonical, problem := arguments.Canonical(t.schema, call.Arguments)
	if problem != nil {
		return failed(refused(t.Name, problem))
	}
	call.Arguments = canonical
	return t.handler(contextWithBudget(ctx, t.maxResultBytes), call)
}

// NewTool makes a tool like Read, Additive and Destructive, with the effect as an argument, and returns an error where they panic. Use it
// for tools whose names and descriptions a program makes from data, such as one for each entry of a file. Arguments are those of In: no JSON
// Schema can be passed instead.
func NewTool[In, Out any](effect Effect, name, description string, function func(context.Context, In) (Out, error), list ...Option) (Tool, error) {
	var o options
	for _, option := range list {
		option(&o)
	}
	in := reflect.TypeFor[In]()
	input, err := schema.Of(in)
	err = errors.Join(checkDeclaration(effect, name, description, function == nil), o.check(in), checkOutput(reflect.TypeFor[Out](), o.structured), err)
	var example json.RawMessage
	if err == nil && o.example != "" {
		example, err = canonicalExample(input, o.example)
	}
	if err != nil {
		return Tool{}, fmt.Errorf("mcptools: tool %q: %w", name, err)
	}
	return Tool{
		Name:           name,
		Title:          cmp.Or(o.title, titleOf(name)),
		Description:    description,
		Effect:         effect,
		Marks:          slices.Clip(o.marks),
		InputSchema:    input.JSON(),
		Example:        example,
		schema:         input,
		counts:         o.counts,
		question:       o.question,
		handler:        recovering(handlerOf(function, o.structured)),
		maxResultBytes: DefaultMaxResultBytes,
	}, nil
}

func canonicalExample(input *schema.Schema, example string) (json.RawMessage, error) {
	canonical, problem := arguments.Canonical(input, json.RawMessage(example))
	if problem != nil {
		return nil, fmt.Errorf("the example %s: %s", example, problem.Message)
	}
	return canonical, nil
}

// handlerOf returns the innermost handler: it decodes canonical arguments, runs the function and encodes its result.
func handlerOf[In, Out any](function func(context.Context, In) (Out, error), structured bool) Handler {
	return func(ctx context.Context, call Call) Result {
		var in In
		if problem := arguments.Decode(call.Arguments, &in); problem != nil {
			return failed(refused(call.Tool.Name, problem))
		}
		out, err := function(ctx, in)
		if err != nil {
			return failed(err)
		}
		encoded, err := encode(out, budgetOf(ctx))
		if err != nil {
			return failed(fmt.Errorf("%s did its work, but what it found or did cannot be shown: %w", call.Tool.Name, err))
		}
		result := Result{Text: string(encoded)}
		if structured && encoded[0] == '{' { // not a nil pointer
			result.Structured = encoded
		}
		return result
	}
}

// CheckName returns an error for a tool name that some hosts reject.
func CheckName(name string) error {
	if !schema.LegalName(name) {
		return fmt.Errorf("not every host accepts the tool name %q: use %s", name, schema.NameRule)
	}
	return nil
}

func checkDeclaration(effect Effect, name, description string, noFunction bool) error {
	if err := CheckName(name); err != nil {
		return err
	}
	switch {
	case effect < EffectRead || effect > EffectDestructive:
		return fmt.Errorf("%d is not an effect: use EffectRead, EffectAdditive or EffectDestructive", effect)
	case strings.TrimSpace(description) == "":
		return errors.New("a tool needs a description: it is how a model finds it")
	case noFunction:
		return errors.New("a tool needs a function")
	}
	return nil
}

// check refuses options for other arguments than the tool's, and a mark that is counted twice.
func (o options) check(input reflect.Type) error {
	problems := []error{o.question.check("the question", input)}
	seen := map[string]bool{}
	for _, c := range o.counts {
		problems = append(problems, c.check(fmt.Sprintf("the count of mark %q", c.mark), input))
		if seen[c.mark] {
			problems = append(problems, fmt.Errorf("mark %q is counted twice", c.mark))
		}
		seen[c.mark] = true
	}
	return errors.Join(problems...)
}

// titleOf turns "get_incident" into "Get incident".
func titleOf(name string) string {
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' }), " ")
	if words == "" {
		return name
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
