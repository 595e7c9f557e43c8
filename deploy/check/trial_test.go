package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// The Redis for a trial is reached by the chart's pods, and by nothing else.
func TestRedisManifest(t *testing.T) {
	text, err := os.ReadFile("../trial/redis.yaml")
	if err != nil {
		t.Fatal(err)
	}
	redis := decode(t, string(text))
	chart, err := render(map[string]any{"image": map[string]any{"tag": "1.2.3"}})
	if err != nil {
		t.Fatal(err)
	}
	pods := decode(t, chart).deployment.Spec.Template.Labels
	for key, value := range redis.policy.Spec.Ingress[0].From[0].PodSelector.MatchLabels {
		if pods[key] != value {
			t.Errorf("Redis serves pods with %s=%s, and those of the chart have %q", key, value, pods[key])
		}
	}
	own := redis.deployment.Spec.Template
	for key, value := range redis.service.Spec.Selector {
		if own.Labels[key] != value {
			t.Errorf("the Service selects %s=%s, and Redis has %q", key, value, own.Labels[key])
		}
	}
	if args := own.Spec.Containers[0].Args; !slices.Contains(args, "noeviction") {
		t.Errorf("Redis may throw away what it counts: %q", args)
	}
}

// Compose reads the trial, in which each instance is named to the proxy.
func TestComposeFile(t *testing.T) {
	file, err := filepath.Abs("../trial/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir: filepath.Dir(file), ConfigFiles: []types.ConfigFile{{Filename: file}},
	})
	if err != nil {
		t.Fatal(err)
	}
	proxy := project.Configs["proxy"].Content
	instances := 0
	for name, service := range project.Services {
		if service.Build == nil {
			continue
		}
		instances++
		if !strings.Contains(proxy, "server "+name+":8000;") {
			t.Errorf("the proxy does not send requests to %s:\n%s", name, proxy)
		}
		if _, err := os.Stat(filepath.Join(service.Build.Context, "Dockerfile")); err != nil {
			t.Error(err)
		}
	}
	if instances != 2 || !strings.Contains(proxy, "Host $host;") {
		t.Errorf("there are %d instances behind\n%s", instances, proxy)
	}
}
