// Package check renders the Helm chart with each file of values in its folder ci, decodes what comes out with Kubernetes' types, which
// refuse unknown fields, and starts the server with the arguments in it. The package contains tests only.
package check

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

const chartDirectory = "../helm/pagerduty-mcp"

// manifests are the objects of one rendering.
type manifests struct {
	deployment *appsv1.Deployment
	service    *corev1.Service
	budget     *policyv1.PodDisruptionBudget
	policy     *networkingv1.NetworkPolicy // nil without
	ingress    *networkingv1.Ingress       // nil without
}

// render does what helm template does.
func render(values map[string]any) (string, error) {
	chart, err := loader.Load(chartDirectory)
	if err != nil {
		return "", err
	}
	install := action.NewInstall(new(action.Configuration))
	install.DryRun, install.ClientOnly = true, true
	install.ReleaseName, install.Namespace = "team", "tools"
	install.KubeVersion = &chartutil.KubeVersion{Version: "v1.34.0", Major: "1", Minor: "34"}
	release, err := install.Run(chart, values)
	if err != nil {
		return "", err
	}
	return release.Manifest, nil
}

// decode decodes manifests strictly: an unknown field or one that is there twice is an error.
func decode(t *testing.T, text string) (m manifests) {
	t.Helper()
	strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	documents := yaml.NewDocumentDecoder(io.NopCloser(strings.NewReader(text)))
	defer documents.Close()
	buffer := make([]byte, 1<<20)
	for {
		n, err := documents.Read(buffer)
		if err == io.EOF {
			return m
		}
		if err != nil {
			t.Fatal(err)
		}
		object, _, err := strict.Decode(buffer[:n], nil, nil)
		if err != nil {
			t.Fatalf("%v in\n%s", err, buffer[:n])
		}
		m.add(t, object)
	}
}

func (m *manifests) add(t *testing.T, object runtime.Object) {
	t.Helper()
	switch object := object.(type) {
	case *appsv1.Deployment:
		m.deployment = object
	case *corev1.Service:
		m.service = object
	case *policyv1.PodDisruptionBudget:
		m.budget = object
	case *networkingv1.NetworkPolicy:
		m.policy = object
	case *networkingv1.Ingress:
		m.ingress = object
	default:
		t.Errorf("the chart has a %T", object)
	}
}

// valuesFiles returns the combinations of values that are checked, by name.
func valuesFiles(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(chartDirectory, "ci", "*-values.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no files of values: %v", err)
	}
	all := map[string]map[string]any{}
	for _, file := range files {
		values, err := chartutil.ReadValuesFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), "-values.yaml")] = values
	}
	return all
}

func TestLint(t *testing.T) {
	for name, values := range valuesFiles(t) {
		for _, message := range lint.AllWithKubeVersion(chartDirectory, values, "tools", nil).Messages {
			if message.Severity > support.InfoSev {
				t.Errorf("%s: %v", name, message)
			}
		}
	}
}

func TestManifests(t *testing.T) {
	for name, values := range valuesFiles(t) {
		t.Run(name, func(t *testing.T) {
			text, err := render(values)
			if err != nil {
				t.Fatal(err)
			}
			m := decode(t, text)
			m.check(t)
			m.start(t)
		})
	}
}

// check checks what no combination of values may change.
func (m manifests) check(t *testing.T) {
	t.Helper()
	pod := m.deployment.Spec.Template
	server := pod.Spec.Containers[0]
	labels := pod.Labels
	for name, selector := range map[string]map[string]string{
		"Deployment": m.deployment.Spec.Selector.MatchLabels, "Service": m.service.Spec.Selector, "PodDisruptionBudget": m.budget.Spec.Selector.MatchLabels,
	} {
		for key, value := range selector {
			if labels[key] != value {
				t.Errorf("the %s selects %s=%s, and pods have %q", name, key, value, labels[key])
			}
		}
	}
	context, own := pod.Spec.SecurityContext, server.SecurityContext
	if !*context.RunAsNonRoot || context.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault || !*own.ReadOnlyRootFilesystem ||
		*own.AllowPrivilegeEscalation || own.Capabilities.Drop[0] != "ALL" || *pod.Spec.AutomountServiceAccountToken || *pod.Spec.EnableServiceLinks {
		t.Errorf("pods may do more than they need: %+v, %+v", context, own)
	}
	if server.LivenessProbe.HTTPGet.Path != "/healthz" || server.ReadinessProbe.HTTPGet.Path != "/readyz" || server.LivenessProbe.HTTPGet.Scheme != server.ReadinessProbe.HTTPGet.Scheme {
		t.Errorf("the probes are %v and %v", server.LivenessProbe, server.ReadinessProbe)
	}
	if drain := callTimeout(t, server.Args) + server.Lifecycle.PreStop.Sleep.Seconds; *pod.Spec.TerminationGracePeriodSeconds <= drain {
		t.Errorf("a pod is killed after %d s, and its calls may take %d s", *pod.Spec.TerminationGracePeriodSeconds, drain)
	}
	if server.Resources.Requests.Memory().IsZero() || server.Resources.Limits.Memory().IsZero() {
		t.Errorf("the container has the resources %v", server.Resources)
	}
	for _, mount := range server.VolumeMounts {
		if !mount.ReadOnly {
			t.Errorf("%s can be written", mount.MountPath)
		}
	}
	for _, volume := range pod.Spec.Volumes {
		if volume.Secret != nil && *volume.Secret.DefaultMode != 0o440 {
			t.Errorf("the files of %s have the mode %o", volume.Secret.SecretName, *volume.Secret.DefaultMode)
		}
	}
}

func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	for want, change := range map[string]map[string]any{
		"set image.tag":       {"image": map[string]any{"tag": ""}},
		"needs state.url":     {"enableWriteTools": true},
		"api-key":             {"auth": "shared"},
		"client-secret":       {"auth": "app"},
		"needs app.clientID":  {"auth": "app", "secret": "pagerduty-mcp"},
		"fromEmail is for":    {"fromEmail": "ada@example.com"},
		"state-password":      {"state": map[string]any{"password": true}},
		"needs publicURL":     {"ingress": map[string]any{"enabled": true}},
		"'auht' not allowed":  {"auht": "shared"},
		"/state/url":          {"state": map[string]any{"url": "redis://:secret@redis"}},
		"/callTimeoutSeconds": {"callTimeoutSeconds": 0},
	} {
		values := map[string]any{"image": map[string]any{"tag": "1.2.3"}}
		for name, value := range change {
			values[name] = value
		}
		if text, err := render(values); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: the error is %v, want one with %q; the chart is %s", change, err, want, text)
		}
	}
}
