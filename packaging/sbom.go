package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// sbomTool lists the contents of a binary in CycloneDX's form.
const sbomTool = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

// sboms writes a bill of materials for each binary.
func sboms(ctx context.Context, r *release, work string) error {
	tool, err := installSBOMTool(ctx, work)
	if err != nil {
		return err
	}
	for _, b := range r.binaries {
		lister := exec.CommandContext(ctx, tool, "bin", "-json", "-std", "-noserial", "-notimestamp",
			"-version", "v"+r.version, binaryPath(work, b.command, b.platform))
		lister.Stderr = os.Stderr
		output, err := lister.Output()
		if err != nil {
			return fmt.Errorf("the bill of materials of %s for %s: %w", b.command, b.platform, err)
		}
		content, err := withoutToolHashes(output)
		if err != nil {
			return err
		}
		if err := r.add(fmt.Sprintf("%s_%s_%s_%s.cdx.json", b.command, r.version, b.platform.os, b.platform.arch), content); err != nil {
			return err
		}
	}
	return nil
}

// installSBOMTool returns the path of the tool, which it builds from Go's module proxy.
func installSBOMTool(ctx context.Context, work string) (string, error) {
	tools, err := filepath.Abs(filepath.Join(work, "tools"))
	if err != nil {
		return "", err
	}
	installer := exec.CommandContext(ctx, "go", "install", sbomTool)
	installer.Env = append(os.Environ(), "GOBIN="+tools, "GOFLAGS=")
	installer.Stderr = os.Stderr
	if err := installer.Run(); err != nil {
		return "", fmt.Errorf("go install %s: %w", sbomTool, err)
	}
	return filepath.Join(tools, "cyclonedx-gomod"), nil
}

// withoutToolHashes removes the hashes of the tool that made the bill: they differ from one building machine to another.
func withoutToolHashes(bill []byte) ([]byte, error) {
	var document map[string]any
	if err := json.Unmarshal(bill, &document); err != nil {
		return nil, err
	}
	metadata, _ := document["metadata"].(map[string]any)
	tools, _ := metadata["tools"].([]any)
	if len(tools) == 0 {
		return nil, fmt.Errorf("%s names no tool in its output any more: see what else in it depends on the building machine", sbomTool)
	}
	for _, tool := range tools {
		if tool, ok := tool.(map[string]any); ok {
			delete(tool, "hashes")
		}
	}
	return encode(document), nil
}
