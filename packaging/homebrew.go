package main

import (
	_ "embed" // for the formula
	"strings"
	"text/template"
)

//go:embed homebrew.rb.tmpl
var formulaTemplate string

// download is an archive that a package manager fetches.
type download struct{ Address, Sum string }

// homebrewSystem is a part of the formula for one operating system.
type homebrewSystem struct {
	Name      string
	Downloads map[string]download // by Homebrew's names of architectures
}

// formula writes a Homebrew formula for macOS and Linux.
func (r *release) formula() error {
	var systems []homebrewSystem
	for _, names := range [][2]string{{"darwin", "macos"}, {"linux", "linux"}} { // in the order that Homebrew wants
		system := homebrewSystem{Name: names[1], Downloads: map[string]download{}}
		for _, server := range r.servers() {
			if p := server.platform; p.os == names[0] {
				system.Downloads[map[string]string{"amd64": "intel", "arm64": "arm"}[p.arch]] = r.download(p, ".tar.gz")
			}
		}
		if len(system.Downloads) > 0 {
			systems = append(systems, system)
		}
	}
	if len(systems) == 0 {
		return nil
	}
	var text strings.Builder
	err := template.Must(template.New("formula").Parse(formulaTemplate)).Execute(&text, map[string]any{
		"Description": brewDescription(), "Homepage": repository, "Version": r.version, "License": licence, "Systems": systems,
		"Server": serverCommand, "Simulator": simulatorCommand,
	})
	if err != nil {
		return err
	}
	return r.add(serverCommand+".rb", []byte(text.String()))
}

// brewDescription returns a description as Homebrew wants it: one phrase of at most 80 characters without a full stop.
func brewDescription() string {
	phrase, _, _ := strings.Cut(description, ".")
	return phrase
}

func (r *release) download(p platform, extension string) download {
	file := r.fileName(p, extension)
	return download{Address: r.address(file), Sum: r.sums[file]}
}
