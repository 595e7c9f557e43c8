package main

import (
	"archive/zip"
	"bytes"
	"crypto/x509"
	"encoding/json"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestBundleStartsItsProgram(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	for _, p := range allPlatforms() {
		archive := r.read(t, r.fileName(p, ".mcpb"))
		bundle, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		var m bundleManifest
		decodeJSON(t, unzip(t, bundle, "manifest.json"), &m)
		program := string(unzip(t, bundle, m.Server.EntryPoint))
		if want := "pagerduty-mcp for " + p.String(); program != want || m.Server.MCPConfig.Command != "${__dirname}/"+m.Server.EntryPoint {
			t.Errorf("the bundle of %s starts %s, which is %q", p, m.Server.MCPConfig.Command, program)
		}
		if system, _ := p.node(); !slices.Equal(m.Compatibility.Platforms, []string{system}) {
			t.Errorf("the bundle of %s says that it is for %v", p, m.Compatibility.Platforms)
		}
	}
}

func unzip(t *testing.T, archive *zip.Reader, name string) []byte {
	t.Helper()
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A field of a form that was left alone must reach the server as a value: hosts hand over the placeholder of one that has no default.
func TestFormsHaveValuesForAllVariables(t *testing.T) {
	t.Parallel()
	fields := userConfigs()
	for variable, placeholder := range environment(userConfigPlaceholder) {
		key := strings.TrimSuffix(strings.TrimPrefix(placeholder, "${user_config."), "}")
		field, ok := fields[key]
		if !ok || !field.Required && field.Default == nil {
			t.Errorf("%s is %s, and the form has neither a value nor a default for it", variable, placeholder)
		}
	}
	if key := fields["api_key"]; !key.Sensitive || !key.Required || key.Default != nil {
		t.Errorf("the key is the field %+v", key)
	}
}

func TestRegistryEntry(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	var server registryServer
	r.decode(t, "server.json", &server)
	if n := len(server.Description); n == 0 || n > 100 {
		t.Errorf("the description has %d characters, and the registry takes 100", n)
	}
	types := map[string]int{}
	for _, p := range server.Packages {
		types[p.RegistryType]++
		switch p.RegistryType {
		case "mcpb":
			if sum := r.sums[filepath.Base(p.Identifier)]; p.FileSHA256 != sum || sum == "" || !strings.Contains(p.Identifier, "/v1.2.3/") {
				t.Errorf("server.json has a wrong checksum for the bundle %s: %s", p.Identifier, p.FileSHA256)
			}
		case "oci":
			if p.Version != "" || !strings.HasSuffix(p.Identifier, ":1.2.3") {
				t.Errorf("the image %s has the version %q: it belongs into the identifier alone", p.Identifier, p.Version)
			}
		}
		for _, v := range p.Variables {
			if isKey := v.Name == "PAGERDUTY_USER_API_KEY"; v.IsSecret != isKey || v.IsRequired != isKey {
				t.Errorf("%s: secret %v, required %v", v.Name, v.IsSecret, v.IsRequired)
			}
		}
	}
	if want := map[string]int{"npm": 1, "oci": 1, "mcpb": 6}; !maps.Equal(types, want) {
		t.Errorf("the registry lists %v, want %v", types, want)
	}
}

func TestNPMPackages(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	var main npmPackage
	decodeJSON(t, untar(t, r.read(t, "pagerduty-mcp-1.2.3.tgz"), "package/package.json"), &main)
	if main.MCPName != registryName || main.Bin["pagerduty-mcp"] != "launch.js" {
		t.Errorf("the package is %+v", main)
	}
	for name, version := range main.OptionalDependencies {
		file := strings.ReplaceAll(strings.TrimPrefix(name, "@"), "/", "-") + "-" + version + ".tgz"
		var part npmPackage
		decodeJSON(t, untar(t, r.read(t, file), "package/package.json"), &part)
		if name != main.PlatformPackages+part.OS[0]+"-"+part.CPU[0] || part.Name != name || part.Version != version {
			t.Errorf("%s contains %+v, and the launcher looks for %s", file, part, name)
		}
	}
	if len(main.OptionalDependencies) != 6 {
		t.Errorf("it depends on %v, want a package for each platform", main.OptionalDependencies)
	}
}

func TestGeminiExtension(t *testing.T) {
	t.Parallel()
	var extension geminiExtension
	decodeJSON(t, untar(t, pack(t, platform{"windows", "arm64"}).read(t, "win32.arm64.pagerduty.tar.gz"), "gemini-extension.json"), &extension)
	server := extension.MCPServers[packageName]
	if server.Command != "${extensionPath}${/}pagerduty-mcp.exe" || extension.Version != "1.2.3" {
		t.Errorf("the extension is %+v", extension)
	}
	for _, setting := range extension.Settings {
		if server.Env[setting.EnvVar] != "$"+setting.EnvVar || setting.Sensitive != (setting.EnvVar == "PAGERDUTY_USER_API_KEY") {
			t.Errorf("the setting %+v reaches the server as %q", setting, server.Env[setting.EnvVar])
		}
	}
}

func TestPackageManagers(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	formula := string(r.read(t, "pagerduty-mcp.rb"))
	var scoop scoopManifest
	r.decode(t, "pagerduty-mcp.json", &scoop)
	for _, p := range allPlatforms() {
		switch {
		case p.os == "windows":
			architecture := map[string]string{"amd64": "64bit", "arm64": "arm64"}[p.arch]
			file := r.fileName(p, ".zip")
			now, later := scoop.Architecture[architecture], scoop.AutoUpdate.Architecture[architecture]
			if now.Hash != r.sums[file] || now.URL != r.address(file) || strings.ReplaceAll(later.URL, "$version", "1.2.3") != now.URL {
				t.Errorf("Scoop fetches %+v and later %+v", now, later)
			}
		default:
			file := r.fileName(p, ".tar.gz")
			if !strings.Contains(formula, "url \""+r.address(file)+"\"\n      sha256 \""+r.sums[file]+"\"") {
				t.Errorf("Homebrew does not fetch %s:\n%s", file, formula)
			}
		}
	}
	if n := len(brewDescription()); n > 80 {
		t.Errorf("Homebrew takes 80 characters of description, and ours has %d", n)
	}
}

// Every part of an image is there, under its checksum.
func TestImage(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	archive := gzipped(r.read(t, r.imageFile()))
	var index, images imageIndex
	decodeJSON(t, untar(t, archive, "index.json"), &index)
	blob := func(d descriptor) []byte {
		content := untar(t, archive, "blobs/sha256/"+strings.TrimPrefix(d.Digest, "sha256:"))
		if digest(content) != d.Digest || len(content) != d.Size {
			t.Errorf("%+v is wrong", d)
		}
		return content
	}
	decodeJSON(t, blob(index.Manifests[0]), &images)
	if len(images.Manifests) != 2 {
		t.Fatalf("there are images %v, want two", images.Manifests)
	}
	for _, image := range images.Manifests {
		var manifest imageManifest
		var config imageConfig
		decodeJSON(t, blob(image), &manifest)
		decodeJSON(t, blob(manifest.Config), &config)
		if config.Config.Labels["io.modelcontextprotocol.server.name"] != registryName || config.imagePlatform != *image.Platform {
			t.Errorf("the image's configuration is %+v", config)
		}
		program := string(untar(t, blob(manifest.Layers[0]), "pagerduty-mcp"))
		if program != "pagerduty-mcp for linux/"+config.Architecture || config.Config.Entrypoint[0] != "/pagerduty-mcp" {
			t.Errorf("the image for %s starts %q", config.Architecture, program)
		}
		if authorities := untar(t, blob(manifest.Layers[0]), rootsFile); string(authorities) != "authorities" {
			t.Errorf("the image trusts %q", authorities)
		}
	}
}

// A Dockerfile builds the same image, but for its version and the licences of libraries.
func TestDockerfileBuildsTheImage(t *testing.T) {
	t.Parallel()
	r := pack(t, platform{"linux", "amd64"})
	config := r.imageConfig(platform{"linux", "amd64"})
	text, err := os.ReadFile(filepath.Join("..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	_, final, found := strings.Cut(string(text), "\nFROM scratch\n")
	if !found {
		t.Fatal("the image of the Dockerfile does not begin with nothing")
	}
	want := []string{"USER " + config.Config.User, `ENTRYPOINT ["` + config.Config.Entrypoint[0] + `"]`, "/" + rootsFile + " /" + rootsFile, "/LICENSE /out/pagerduty-mcp /\n"}
	for label, value := range config.Config.Labels {
		if label != "org.opencontainers.image.version" {
			want = append(want, label+`="`+value+`"`)
		}
	}
	for _, line := range want {
		if !strings.Contains(final, line) {
			t.Errorf("the Dockerfile's image has no %s:\n%s", line, final)
		}
	}
	if labels := strings.Count(final, `="`); labels != len(config.Config.Labels)-1 {
		t.Errorf("the Dockerfile's image has %d labels", labels)
	}
}

func TestRoots(t *testing.T) {
	t.Parallel()
	certificate := httptest.NewUnstartedServer(nil)
	certificate.StartTLS()
	defer certificate.Close()
	one := certificate.Certificate().Raw
	file, err := rootsOf(slices.Concat(one, one))
	if err != nil || strings.Count(string(file.content), "BEGIN CERTIFICATE") != 2 || !x509.NewCertPool().AppendCertsFromPEM(file.content) {
		t.Errorf("two certificates become %q, %v", file.content, err)
	}
	for _, bad := range [][]byte{nil, one[1:]} {
		if _, err := rootsOf(bad); err == nil {
			t.Errorf("a list of %d bytes is accepted", len(bad))
		}
	}
}

// The chart is what helm pulls: its version is the release's, and it names the release's image.
func TestChart(t *testing.T) {
	t.Parallel()
	r := pack(t, allPlatforms()...)
	got := string(untar(t, r.read(t, "pagerduty-mcp_1.2.3_chart.tgz"), "pagerduty-mcp/Chart.yaml"))
	if want := "name: pagerduty-mcp\nversion: 1.2.3\nappVersion: 1.2.3\n"; got != want {
		t.Errorf("the chart is %q, want %q", got, want)
	}
	files, err := chartFiles("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text := string(file.content)
		switch {
		case strings.Contains(file.name, "/ci/"):
			t.Errorf("the chart contains %s, which is for tests", file.name)
		case file.name == "pagerduty-mcp/Chart.yaml" && strings.Count(text, "ersion: "+noVersion+"\n") != 2:
			t.Errorf("Chart.yaml does not have its version and that of the server as %s: a release replaces them", noVersion)
		case file.name == "pagerduty-mcp/values.yaml" && !strings.Contains(text, "repository: "+imageName+"\n"):
			t.Errorf("the chart does not use the image %s", imageName)
		}
	}
	if len(files) < 9 {
		t.Errorf("the chart has %d files", len(files))
	}
}

// Claude Code reads the plugin from the repository. Run make generate after a change.
func TestClaudeFiles(t *testing.T) {
	t.Parallel()
	for _, file := range claudeFiles() {
		path := filepath.Join("..", filepath.FromSlash(file.name))
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, file.content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, file.content) {
			t.Errorf("%s is out of date (%v): run make generate", file.name, err)
		}
	}
}

// The bill must not depend on the machine.
func TestBillHasNoToolHashes(t *testing.T) {
	t.Parallel()
	bill, err := withoutToolHashes([]byte(`{"metadata":{"tools":[{"name":"tool","hashes":[{"alg":"MD5"}]}]},"components":[1]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	decodeJSON(t, bill, &got)
	if err := json.Unmarshal([]byte(`{"metadata":{"tools":[{"name":"tool"}]},"components":[1]}`), &want); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the bill is %s", bill)
	}
	if _, err := withoutToolHashes([]byte(`{"metadata":{"tools":{"components":[]}}}`)); err == nil {
		t.Error("a bill in another form was accepted: it may contain hashes elsewhere")
	}
}
