// Package attachment makes resources of tools: what a person attaches to a conversation. Its content is the result of the tool, as JSON for
// programs and as Markdown for people, so that both show what the tool shows and are cleaned and cut like every result.
package attachment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// Attachment is one kind of object that can be attached.
type Attachment struct {
	Path        string // the address without the scheme, such as "incidents/{id}"
	Name        string // such as "incident"
	Title       string
	Description string
	Parts       []Part // the first is the object itself; the others become members of it
	Complete    mcptools.CompleteFunc
}

// Part is the result of a tool.
type Part struct {
	Member    string // of the object; "" for the object itself
	Tool      string
	Arguments func(id string) any
}

// ID returns a function for the arguments of a tool that takes only the id, or name, of an object.
func ID(argument string) func(id string) any {
	return func(id string) any { return map[string]string{argument: id} }
}

// Resources returns the resource in Markdown, and the one in JSON, whose address ends in ".json".
func (a Attachment) Resources() []mcptools.Resource {
	resource := mcptools.Resource{
		URI: "pagerduty://" + a.Path, Name: a.Name, Title: a.Title, Description: a.Description, MIMEType: "text/markdown",
		Read: func(ctx context.Context, tools []mcptools.Tool, variables map[string]string) (string, error) {
			text, err := a.read(ctx, tools, variables["id"])
			if err != nil {
				return "", err
			}
			return markdown(a.Title, text, when.Now(ctx))
		},
	}
	for _, part := range a.Parts {
		resource.Needs = append(resource.Needs, part.Tool)
	}
	if a.Complete != nil {
		resource.Complete = map[string]mcptools.CompleteFunc{"id": a.Complete}
	}
	inJSON := resource
	inJSON.URI, inJSON.Name, inJSON.MIMEType = resource.URI+".json", a.Name+".json", "application/json"
	inJSON.Title, inJSON.Description = a.Title+" (JSON)", a.Description+" As JSON, for programs."
	inJSON.Read = func(ctx context.Context, tools []mcptools.Tool, variables map[string]string) (string, error) {
		return a.read(ctx, tools, variables["id"])
	}
	return []mcptools.Resource{resource, inJSON}
}

// read returns the object as JSON.
func (a Attachment) read(ctx context.Context, tools []mcptools.Tool, id string) (string, error) {
	var whole string
	for i, part := range a.Parts {
		result, err := part.read(ctx, tools, id)
		switch {
		case err != nil:
			return "", err
		case i == 0:
			whole = result
		default:
			whole = fmt.Sprintf("%s,%q:%s}", whole[:len(whole)-1], part.Member, result)
		}
	}
	return whole, nil
}

func (p Part) read(ctx context.Context, tools []mcptools.Tool, id string) (string, error) {
	arguments, err := json.Marshal(p.Arguments(id))
	if err != nil {
		return "", err
	}
	result := mcptools.CallNamed(ctx, tools, p.Tool, arguments)
	if result.Err == nil {
		return result.Text, nil
	}
	failure := failure{result.Text, []error{result.Err}}
	_, refused := errors.AsType[*mcptools.ArgumentError](result.Err) // an id that is blank: the other arguments are ours
	if refused || identify.NamesNothing(result.Err) {
		failure.matches = append(failure.matches, mcptools.ErrNoResource)
	}
	return "", failure
}

// failure is the error of a tool, with the text that explains it.
type failure struct {
	text    string
	matches []error
}

func (f failure) Error() string   { return f.text }
func (f failure) Unwrap() []error { return f.matches }
