package main

// geminiExtension is gemini-extension.json: https://github.com/google-gemini/gemini-cli, docs/extensions.
type geminiExtension struct {
	Name        string                  `json:"name"`
	Version     string                  `json:"version"`
	Description string                  `json:"description"`
	MCPServers  map[string]stdioCommand `json:"mcpServers"`
	Settings    []geminiSetting         `json:"settings"`
}

type geminiSetting struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	EnvVar      string `json:"envVar"`
	Sensitive   bool   `json:"sensitive,omitempty"`
}

// extensions writes a Gemini CLI extension for each platform. Gemini CLI finds the one for its machine by the start of the name.
func (r *release) extensions() error {
	for _, server := range r.servers() {
		p := server.platform
		system, architecture := p.node()
		entries := append(r.skills(),
			entry{name: "gemini-extension.json", content: encode(r.geminiExtension(p))},
			entry{name: p.executable(serverCommand), content: server.content, executable: true},
			r.document("LICENSE", "LICENSE"), r.licences)
		if err := r.add(system+"."+architecture+"."+packageName+".tar.gz", gzipped(tarred(entries, r.time))); err != nil {
			return err
		}
	}
	return nil
}

func (r *release) geminiExtension(p platform) geminiExtension {
	extension := geminiExtension{
		Name: packageName, Version: r.version, Description: description,
		MCPServers: map[string]stdioCommand{packageName: {
			Command: "${extensionPath}${/}" + p.executable(serverCommand), Args: arguments(),
			Env: environment(func(o option) string { return "$" + o.variable }),
		}},
	}
	for _, o := range options() {
		extension.Settings = append(extension.Settings, geminiSetting{Name: o.title, Description: o.description, EnvVar: o.variable, Sensitive: o.secret})
	}
	return extension
}
