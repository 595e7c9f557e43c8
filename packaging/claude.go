package main

// claudePlugin is .claude-plugin/plugin.json. It has no version: Claude Code then takes the commit's, and each change is an update.
type claudePlugin struct {
	Name        string                  `json:"name"`
	DisplayName string                  `json:"displayName"`
	Description string                  `json:"description"`
	Author      named                   `json:"author"`
	Homepage    string                  `json:"homepage"`
	Repository  string                  `json:"repository"`
	License     string                  `json:"license"`
	MCPServers  map[string]stdioCommand `json:"mcpServers"`
	UserConfig  map[string]userConfig   `json:"userConfig"`
}

// claudeMarketplace is .claude-plugin/marketplace.json, which makes the repository a marketplace with one plugin.
type claudeMarketplace struct {
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Owner       named               `json:"owner"`
	Plugins     []marketplacePlugin `json:"plugins"`
}

type marketplacePlugin struct {
	Name        string `json:"name"`
	Source      string `json:"source"`
	Description string `json:"description"`
}

// claudeFiles returns the files of the Claude Code plugin. They are kept in the repository, since Claude Code installs plugins from
// there, and a test keeps them equal to these. The plugin adds the skill to the server, whose prompts are commands already.
func claudeFiles() []entry {
	return []entry{
		{name: ".claude-plugin/plugin.json", content: encode(claudePlugin{
			Name: packageName, DisplayName: title, Description: description, Author: named{publisher},
			Homepage: repository, Repository: repository, License: licence,
			MCPServers: map[string]stdioCommand{packageName: {
				Command: serverCommand, Args: arguments(), Env: environment(userConfigPlaceholder),
			}},
			UserConfig: userConfigs(),
		})},
		{name: ".claude-plugin/marketplace.json", content: encode(claudeMarketplace{
			Name: owner, Description: description, Owner: named{publisher},
			Plugins: []marketplacePlugin{{Name: packageName, Source: "./", Description: description}},
		})},
	}
}
