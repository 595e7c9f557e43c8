package trial

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ParseScripts parses a file with the scripts of an MCP server. A line "# ID" begins the script of the task with that id.
func ParseScripts(text string) (map[string]*Script, error) {
	scripts := map[string]*Script{}
	for _, part := range strings.Split("\n"+text, "\n# ")[1:] {
		id, body, _ := strings.Cut(part, "\n")
		script, err := ParseScript(body)
		if err != nil {
			return nil, fmt.Errorf("the script of %s: %w", strings.TrimSpace(id), err)
		}
		scripts[strings.TrimSpace(id)] = script
	}
	if len(scripts) == 0 {
		return nil, errors.New(`the file has no script: each begins with a line "# ID" of a task`)
	}
	return scripts, nil
}

// Scripted returns the agents of a [Trial] that run scripts by the ids of their tasks.
func Scripted(scripts map[string]*Script) func(Task) Agent {
	return func(task Task) Agent {
		if script, ok := scripts[task.ID]; ok {
			return script
		}
		return AgentFunc(func(context.Context, string, []Tool) (string, error) {
			return "", errors.New("there is no script")
		})
	}
}
