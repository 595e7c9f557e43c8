package main

// bundleManifest is manifest.json of an MCP bundle: https://github.com/modelcontextprotocol/mcpb.
type bundleManifest struct {
	ManifestVersion  string            `json:"manifest_version"`
	Name             string            `json:"name"`
	DisplayName      string            `json:"display_name"`
	Version          string            `json:"version"`
	Description      string            `json:"description"`
	Author           named             `json:"author"`
	Repository       repositoryAddress `json:"repository"`
	Documentation    string            `json:"documentation"`
	Support          string            `json:"support"`
	License          string            `json:"license"`
	PrivacyPolicies  []string          `json:"privacy_policies"`
	Server           bundleServer      `json:"server"`
	ToolsGenerated   bool              `json:"tools_generated"`
	PromptsGenerated bool              `json:"prompts_generated"`
	Compatibility    struct {
		Platforms []string `json:"platforms"`
	} `json:"compatibility"`
	UserConfig map[string]userConfig `json:"user_config"`
}

type named struct {
	Name string `json:"name"`
}

type repositoryAddress struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type bundleServer struct {
	Type       string       `json:"type"`
	EntryPoint string       `json:"entry_point"`
	MCPConfig  stdioCommand `json:"mcp_config"`
}

// stdioCommand is how a host starts the server.
type stdioCommand struct {
	Command string            `json:"command"`
	Args    []string          `json:"args"`
	Env     map[string]string `json:"env"`
}

// userConfig is a field in the form of Claude Desktop or Claude Code.
type userConfig struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Sensitive   bool   `json:"sensitive,omitempty"`
	Required    bool   `json:"required"`
	Default     any    `json:"default,omitempty"`
}

// bundles writes an MCP bundle for each platform: the format has no key for an architecture.
func (r *release) bundles() error {
	for _, server := range r.servers() {
		p := server.platform
		entries := []entry{
			{name: "manifest.json", content: encode(r.bundleManifest(p))},
			{name: "server/" + p.executable(serverCommand), content: server.content, executable: true},
			r.document("LICENSE", "LICENSE"), r.licences,
		}
		if err := r.add(r.fileName(p, ".mcpb"), zipped(entries, r.time)); err != nil {
			return err
		}
	}
	return nil
}

func (r *release) bundleManifest(p platform) bundleManifest {
	program := "server/" + p.executable(serverCommand)
	system, _ := p.node()
	m := bundleManifest{
		ManifestVersion: "0.3", Name: serverCommand, DisplayName: title, Version: r.version, Description: description,
		Author: named{publisher}, Repository: repositoryAddress{"git", repository}, Documentation: repository, Support: repository + "/issues",
		License: licence, PrivacyPolicies: []string{"https://www.pagerduty.com/privacy-policy/"},
		ToolsGenerated: true, PromptsGenerated: true, // only the running server knows which tools the settings leave
		Server: bundleServer{Type: "binary", EntryPoint: program, MCPConfig: stdioCommand{
			Command: "${__dirname}/" + program, Args: arguments(), Env: environment(userConfigPlaceholder),
		}},
		UserConfig: userConfigs(),
	}
	m.Compatibility.Platforms = []string{system}
	return m
}

// userConfigs returns the form that Claude Desktop and Claude Code show.
func userConfigs() map[string]userConfig {
	fields := map[string]userConfig{}
	for _, o := range options() {
		field := userConfig{Type: o.kind(), Title: o.title, Description: o.description, Sensitive: o.secret, Required: o.required}
		if !o.required {
			field.Default = o.fallback()
		}
		fields[o.key] = field
	}
	return fields
}

func userConfigPlaceholder(o option) string { return "${user_config." + o.key + "}" }
