package main

// registryServer is server.json, with which the MCP registry lists a server.
type registryServer struct {
	Schema      string `json:"$schema"`
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Version     string `json:"version"`
	WebsiteURL  string `json:"websiteUrl"`
	Repository  struct {
		URL    string `json:"url"`
		Source string `json:"source"`
	} `json:"repository"`
	Packages []registryPackage `json:"packages"`
}

// registryPackage is a way to get the server. Images and bundles have no version: their identifier contains it.
type registryPackage struct {
	RegistryType string             `json:"registryType"`
	Identifier   string             `json:"identifier"`
	Version      string             `json:"version,omitempty"`
	FileSHA256   string             `json:"fileSha256,omitempty"`
	RuntimeHint  string             `json:"runtimeHint,omitempty"`
	Transport    registryTransport  `json:"transport"`
	Arguments    []registryArgument `json:"packageArguments,omitempty"`
	Variables    []registryVariable `json:"environmentVariables,omitempty"`
}

type registryTransport struct {
	Type string `json:"type"`
}

type registryArgument struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type registryVariable struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Format      string   `json:"format"`
	IsRequired  bool     `json:"isRequired,omitempty"`
	IsSecret    bool     `json:"isSecret,omitempty"`
	Choices     []string `json:"choices,omitempty"`
	Default     string   `json:"default,omitempty"`
}

// registry writes server.json. It comes after the bundles, of which it states the checksums.
func (r *release) registry() error {
	server := registryServer{
		Schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
		Name:   registryName, Title: title, Description: description, Version: r.version, WebsiteURL: repository,
	}
	server.Repository.URL, server.Repository.Source = repository, "github"
	stdio := registryTransport{"stdio"}
	server.Packages = append(server.Packages, registryPackage{
		RegistryType: "npm", Identifier: serverCommand, Version: r.version, RuntimeHint: "npx", Transport: stdio,
		Arguments: registryArguments(), Variables: registryVariables(),
	})
	if r.sums[r.imageFile()] != "" {
		server.Packages = append(server.Packages, registryPackage{
			RegistryType: "oci", Identifier: imageName + ":" + r.version, RuntimeHint: "docker", Transport: stdio,
			Arguments: registryArguments(), Variables: registryVariables(),
		})
	}
	for _, b := range r.servers() {
		file := r.fileName(b.platform, ".mcpb")
		server.Packages = append(server.Packages, registryPackage{ // the bundle's own manifest has arguments and variables
			RegistryType: "mcpb", Identifier: r.address(file), FileSHA256: r.sums[file], Transport: stdio,
		})
	}
	return r.addJSON("server.json", server)
}

func registryArguments() []registryArgument {
	var list []registryArgument
	for _, argument := range arguments() {
		list = append(list, registryArgument{Type: "positional", Value: argument})
	}
	return list
}

func registryVariables() []registryVariable {
	var variables []registryVariable
	for _, o := range options() {
		v := registryVariable{
			Name: o.variable, Description: o.title + ". " + o.description, Format: o.kind(), IsRequired: o.required, IsSecret: o.secret, Choices: o.choices,
		}
		if o.boolean {
			v.Default = "false"
		}
		variables = append(variables, v)
	}
	return variables
}
