package main

import (
	_ "embed" // for the launcher
	"strings"
)

//go:embed npm/launch.js
var launcher []byte

// npmPackage is package.json.
type npmPackage struct {
	Name                 string             `json:"name"`
	Version              string             `json:"version"`
	Description          string             `json:"description"`
	License              string             `json:"license"`
	Homepage             string             `json:"homepage"`
	Repository           *repositoryAddress `json:"repository"`
	MCPName              string             `json:"mcpName,omitempty"` // proves to the MCP registry whose package it is
	Bin                  map[string]string  `json:"bin,omitempty"`
	Engines              map[string]string  `json:"engines,omitempty"`
	OS                   []string           `json:"os,omitempty"`
	CPU                  []string           `json:"cpu,omitempty"`
	PreferUnplugged      bool               `json:"preferUnplugged,omitempty"` // a binary cannot run inside of Yarn's archives
	PlatformPackages     string             `json:"platformPackages,omitempty"`
	OptionalDependencies map[string]string  `json:"optionalDependencies,omitempty"`
}

// npm writes a package for each platform, and one that depends on all of them and starts the one that npm installed. No script runs
// at installation, and nothing is downloaded but by npm itself.
func (r *release) npm() error {
	main := r.npmPackage(serverCommand)
	main.MCPName, main.Bin, main.Engines = registryName, map[string]string{serverCommand: "launch.js"}, map[string]string{"node": ">=18"}
	main.PlatformPackages, main.OptionalDependencies = npmPlatformPackages(), map[string]string{}
	for _, server := range r.servers() {
		p := server.platform
		system, architecture := p.node()
		part := r.npmPackage(npmPlatformPackages() + system + "-" + architecture)
		part.OS, part.CPU, part.PreferUnplugged = []string{system}, []string{architecture}, true
		main.OptionalDependencies[part.Name] = r.version
		if err := r.addNPM(part, entry{name: "bin/" + p.executable(serverCommand), content: server.content, executable: true}, r.licences); err != nil {
			return err
		}
	}
	return r.addNPM(main, entry{name: "launch.js", content: launcher, executable: true}, r.document("README.md", "README.md"))
}

// npmPlatformPackages begins the names of the packages with binaries.
func npmPlatformPackages() string { return "@" + owner + "/" }

func (r *release) npmPackage(name string) npmPackage {
	return npmPackage{
		Name: name, Version: r.version, Description: description, License: licence, Homepage: repository,
		Repository: &repositoryAddress{"git", "git+" + repository + ".git"},
	}
}

// addNPM writes what `npm pack` would, so that the bytes that are published are those of the build.
func (r *release) addNPM(description npmPackage, files ...entry) error {
	files = append(files, entry{name: "package.json", content: encode(description)}, r.document("LICENSE", "LICENSE"))
	for i := range files {
		files[i].name = "package/" + files[i].name
	}
	name := strings.ReplaceAll(strings.TrimPrefix(description.Name, "@"), "/", "-")
	return r.add(name+"-"+r.version+".tgz", gzipped(tarred(files, r.time)))
}
