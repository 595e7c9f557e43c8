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
// adapter for the Model Context Protocol. Package middleware has what a program puts between a model and tools that can do harm.
//
// # Arguments
//
// The struct is the schema. A field without omitempty or omitzero is required. Its text stands in the tag
// jsonschema_description; the tag jsonschema takes enum, default, minimum, maximum, minLength, maxLength, minItems and
// maxItems; the tag alias lists other names under which models send the argument; the tag split:"," marks a list of strings that hold no
// comma, so that "a,b" is two of them, as it is where there is an enum. What else models send out of habit is accepted without a
// word of it in the schema: an argument with the tag hidden:"true", and beside an enum the choices in the tag also. Whatever a host might
// refuse, a misspelt tag
// or a recursive type, panics when the tool is made, with the name of the tool and of the field.
//
// A field that is a pointer or a slice tells "not given" from "given": an absent list is nil, an empty one is not.
// A default is filled in before the function or any middleware sees the arguments.
//
// Decoding is forgiving in form (a number in a string, a single value for a list, a wrapper around everything) and strict in
// content: unknown names, values outside an enum, a missing argument are errors that say what is wanted.
//
// # Results
//
// Whatever the function returns becomes one compact JSON value without control and invisible characters, within a byte budget.
// Strings are cut to 2,000 characters, in a List to 300: a long text goes out as a list of its lines. A List stops at the budget by itself and says truthfully where to go on.
package mcptools
