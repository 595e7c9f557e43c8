package main

// What every package says of the product.
const (
	title       = "PagerDuty"
	packageName = "pagerduty" // of plugins and extensions, whose users read it in front of each command
	owner       = "pagerduty-mcp"
	repository  = "https://github.com/pagerduty-mcp/pagerduty-mcp-go"
	licence     = "Apache-2.0"
	publisher   = "PagerDuty for Go agents"
	keyGuide    = repository + "#get-a-key"

	// registryName is the server's name in the MCP registry. Its first part belongs to the GitHub organisation.
	registryName = "io.github.pagerduty-mcp/pagerduty-mcp"
	// imageName is the container image without its tag.
	imageName = "ghcr.io/pagerduty-mcp/pagerduty-mcp"

	// description has at most 100 characters: the MCP registry takes no more.
	description = "PagerDuty for on-call engineers: brief, triage, hand over. It changes nothing unless you allow it."
)

// arguments returns what packages pass to the server: the tools for a person on call.
func arguments() []string { return []string{"--toolsets", "oncall"} }

// option is a setting that hosts ask for in a form. They hand it over in a variable.
type option struct {
	key         string // in the form
	variable    string
	title       string
	description string
	boolean     bool
	secret      bool
	required    bool
	choices     []string // for hosts whose forms have them; empty if any text will do
}

func options() []option {
	return []option{
		{
			key: "api_key", variable: "PAGERDUTY_USER_API_KEY", title: "API key", secret: true, required: true,
			description: "In PagerDuty: My Profile, User Settings, Create API User Token.",
		},
		{
			key: "api_host", variable: "PAGERDUTY_API_HOST", title: "API address",
			description: "For an account in the EU: https://api.eu.pagerduty.com. Otherwise leave it empty.",
			choices:     []string{"https://api.pagerduty.com", "https://api.eu.pagerduty.com"},
		},
		{
			key: "enable_write_tools", variable: "PAGERDUTY_ENABLE_WRITE_TOOLS", title: "Allow changes", boolean: true,
			description: "Also offer the tools that change PagerDuty. Without this the server only reads.",
		},
	}
}

// kind returns the option's type in forms.
func (o option) kind() string {
	if o.boolean {
		return "boolean"
	}
	return "string"
}

// fallback returns the value of a field that was left alone. Without one, some hosts would pass the placeholder itself.
func (o option) fallback() any {
	if o.boolean {
		return false
	}
	return ""
}

// environment returns the server's variables, each with what stands for the option in the format.
func environment(placeholder func(option) string) map[string]string {
	variables := map[string]string{}
	for _, o := range options() {
		variables[o.variable] = placeholder(o)
	}
	return variables
}
