package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// noVersion is the version in Chart.yaml, which a release replaces.
const noVersion = "0.0.0"

// helmChart writes the Helm chart with the version of the release, which is also the tag of the image that it names.
func (r *release) helmChart() error {
	if r.sums[r.imageFile()] == "" {
		return nil
	}
	var entries []entry
	for _, file := range r.chart {
		if file.name == serverCommand+"/Chart.yaml" {
			text := strings.ReplaceAll(string(file.content), "ersion: "+noVersion+"\n", "ersion: "+r.version+"\n") // version and appVersion
			file.content = []byte(text)
		}
		entries = append(entries, file)
	}
	return r.add(fmt.Sprintf("%s_%s_chart.tgz", serverCommand, r.version), gzipped(tarred(entries, r.time)))
}

// chartFiles reads the chart without what only its tests need.
func chartFiles(root string) ([]entry, error) {
	directory := filepath.Join(root, "deploy", "helm", serverCommand)
	var found []entry
	err := filepath.WalkDir(directory, func(path string, file fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file.IsDir() && file.Name() == "ci":
			return fs.SkipDir
		case file.IsDir():
			return nil
		}
		name, err := filepath.Rel(filepath.Dir(directory), path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		found = append(found, entry{name: filepath.ToSlash(name), content: content})
		return err
	})
	return found, err
}
