package mcptools

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// ErrUnknownTool is the error of CallNamed when no tool has the name. Match it with errors.Is.
var ErrUnknownTool = errors.New("there is no tool of that name")

// unknownToolError says to the model which names are near.
type unknownToolError struct{ sentence string }

func (e *unknownToolError) Error() string { return e.sentence }

func (e *unknownToolError) Is(target error) bool {
	return target == ErrUnknownTool || target == ErrNothingDone
}

// CallNamed runs one of tools by the name that a model gave, as the loop of an agent does: see [Tool.Call]. A name that no tool
// has gives a result whose Text says so to the model, and whose Err matches ErrUnknownTool.
func CallNamed(ctx context.Context, tools []Tool, name string, arguments json.RawMessage) Result {
	i := slices.IndexFunc(tools, func(tool Tool) bool { return tool.Name == name })
	if i < 0 {
		names := make([]string, len(tools))
		for i, tool := range tools {
			names[i] = tool.Name
		}
		return failed(&unknownToolError{unknownTool(name, names)})
	}
	return tools[i].Call(ctx, arguments)
}
