package documents

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// hostTable lists the hosts of install with their files.
func hostTable() string {
	var text strings.Builder
	text.WriteString("| client | name | your file | the project's file | tried with |\n|---|---|---|---|---|\n")
	for _, host := range hosts.All() {
		project := ""
		if host.Project != "" {
			project = "`" + host.Project + "`"
		}
		fmt.Fprintf(&text, "| [%s](%s) | `%s` | %s | %s | %s |\n", host.Title, host.Docs, host.Name, userFiles(host), project, cmp.Or(host.Tried, "its documents"))
	}
	return text.String()
}

// userFiles returns the paths of the user's file: one for all systems, or one for each.
func userFiles(host hosts.Host) string {
	files := host.Files()
	if len(files) == 1 {
		return "`" + files[""] + "`"
	}
	var all []string
	for _, system := range []struct{ name, title string }{{"darwin", "macOS"}, {"", "Linux"}, {"windows", "Windows"}} {
		switch path := files[system.name]; {
		case path != "":
			all = append(all, fmt.Sprintf("%s `%s`", system.title, path))
		case system.name == "darwin":
			all = append(all, fmt.Sprintf("%s `%s`", system.title, files[""]))
		}
	}
	return strings.Join(all, "<br>")
}
