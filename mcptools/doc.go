// Package mcptools turns a Go function and its argument struct into a tool that any agent can call.
//
//	type greetInput struct {
//		Name  string `json:"name" jsonschema_description:"Whom to greet."`
//		Times int    `json:"times,omitzero" jsonschema:"minimum=1,maximum=5,default=1"`
//	}
//	greet := func(_ context.Context, in greetInput) (string, error) {
//		return strings.Repeat("Hello "+in.Name+"! ", in.Times), nil
//	}
//	tool := mcptools.Read("greet", "Greets somebody.", greet)
//	result := tool.Call(context.Background(), json.RawMessage(`{"name":"Ada","times":"2"}`))
//
// The package knows nothing of any protocol: a Tool carries all that an adapter for a framework needs. Package serve is the
// adapter for the Model Context Protocol. Package middleware adds confirmation, caps, time limits, auditing and redaction to
// tools that can do harm.
//
// # Arguments
//
// The struct is the schema. Its fields are strings, numbers, booleans, structs, and slices and pointers of these. Take a time as a string:
// models write times in many forms, and the function knows which it understands. A field without omitempty or omitzero is required. These
// tags describe it:
//
//   - jsonschema_description: what the argument is, for the model
//   - jsonschema: enum, default, minimum, maximum, minLength, maxLength, minItems and maxItems
//   - alias: other names under which models send the argument
//   - split:",": strings are split at commas, so "a,b" becomes two items; lists with an enum always do this
//   - split:"never": a string stays whole, also one that looks like a list of ids, such as "1,200"
//   - pairs:"true": a list of structs with a name and a value is also accepted as an object; for names that the schema cannot know
//   - holds:"json": a string that holds JSON is also accepted as the object or list itself; for objects of any shape
//   - blank:"omitted": a blank string counts as not given, as it always does for one with an enum or a minLength; for models that fill in
//     every argument
//   - hidden:"true": the argument is accepted, but the schema does not show it
//   - also: more values that an enum accepts, but the schema does not show them
//
// Read, Additive and Destructive panic at a misspelt tag, and at anything that a host might reject, such as a recursive type. The
// message names the tool and the field. NewTool returns it as an error.
//
// A field that is a pointer or a slice distinguishes "not given" from "given": an absent list is nil, an empty one is not.
// A default is filled in before the function or any middleware sees the arguments.
//
// Decoding is forgiving in form (a number in a string, a single value for a list, a wrapper around everything) and strict in
// content: an unknown name, a value outside an enum or a missing argument is an error that describes what is wanted.
//
// # Results
//
// Whatever the function returns becomes one compact JSON value without control and invisible characters, within a byte budget.
// Strings are cut to 2,000 characters, or to 300 in a List. To return a long text, return the list of its lines. A List that
// exceeds the budget is cut after the last item that fits; to continue, pass its next_offset to the next call.
package mcptools
