package subcommands_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// patient is a person's machine: a home directory, and no client on PATH.
type patient struct {
	home  string
	apart bool // runs the program in a process of its own
}

func newPatient(t *testing.T) patient {
	t.Helper()
	return patient{home: t.TempDir()}
}

// variables is the environment of the machine, with more variables.
func (p patient) variables(more ...string) []string {
	none := []string{"HOME=" + p.home, "USERPROFILE=" + p.home, "PATH=" + p.home}
	for _, name := range []string{
		"XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "CLAUDE_CONFIG_DIR", "CODEX_HOME", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy",
	} {
		none = append(none, name+"=")
	}
	return append(none, more...)
}

// run runs the program in the machine. No output may have a key.
func (p patient) run(t *testing.T, code int, variables []string, arguments ...string) commandtest.Outcome {
	t.Helper()
	run := runHere
	if p.apart {
		run = program.Run
	}
	got := run(t, "", p.variables(variables...), arguments...)
	if got.Code != code {
		t.Errorf("%v ended with %d, want %d:\n%s%s", arguments, got.Code, code, got.Stdout, got.Stderr)
	}
	if all := got.Stdout + got.Stderr; strings.Contains(all, "SIMULATOR") || strings.Contains(all, "VeryPrivate") {
		t.Errorf("%v tells a key: %s", arguments, all)
	}
	return got
}

// finding is a finding in the JSON of doctor.
type finding struct {
	Check, State, Finding, Mend string
	Tools                       []string
}

// findings are the findings of one run.
type findings []finding

// examine runs doctor, and wants an exit code.
func (p patient) examine(t *testing.T, code int, variables []string, arguments ...string) findings {
	t.Helper()
	got := p.run(t, code, variables, append([]string{"doctor", "-o", "json"}, arguments...)...)
	var report struct {
		Summary  map[string]int
		Findings findings
	}
	if err := json.Unmarshal([]byte(got.Stdout), &report); err != nil || got.Stderr != "" {
		t.Fatalf("%v: %s%s", err, got.Stdout, got.Stderr)
	}
	if n := report.Summary; n["problems"]+n["warnings"]+n["not_checked"]+n["ok"] != len(report.Findings) || (n["problems"] > 0) != (code == 1) {
		t.Errorf("the summary is %v of %d findings", n, len(report.Findings))
	}
	return report.Findings
}

// want wants a finding in a state, whose texts have these parts. It returns the finding.
func (all findings) want(t *testing.T, check, state string, parts ...string) finding {
	t.Helper()
	for _, f := range all {
		text := f.Finding + " -> " + f.Mend
		if f.Check == check && f.State == state && !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) }) {
			return f
		}
	}
	t.Errorf("no %s in state %q says %q: %+v", check, state, parts, all)
	return finding{}
}

// serveAPI serves an account.
func serveAPI(t *testing.T, options ...simulator.Option) (*httptest.Server, []string) {
	t.Helper()
	api := httptest.NewServer(simulator.New(options...))
	t.Cleanup(api.Close)
	return api, []string{"PAGERDUTY_API_HOST=" + api.URL, "PAGERDUTY_USER_API_KEY=" + simulator.UserKey}
}

var (
	versionLine  = regexp.MustCompile(`version  pagerduty-mcp .*`)
	keychainLine = regexp.MustCompile(`(?s)keychain\n.*?\n\n`)
	requestsLeft = regexp.MustCompile(`\d+ of 960`)
)

// The report of the demo account, for people.
func TestDoctorDemo(t *testing.T) {
	t.Parallel()
	got := newPatient(t).run(t, 0, nil, "doctor", "--demo", "--enable-write-tools", "--toolsets=incidents,people").Stdout
	got = versionLine.ReplaceAllString(got, "version  pagerduty-mcp VERSION, SYSTEM, PATH")
	got = keychainLine.ReplaceAllString(got, "")
	got = requestsLeft.ReplaceAllString(got, "N of 960")
	if runtime.GOOS != "linux" {
		t.Skip("the list of clients is that of Linux")
	}
	commandtest.GoldenText(t, filepath.Join("testdata", "doctor.txt"), got)
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	t.Parallel()
	_, variables := serveAPI(t)
	all := newPatient(t).examine(t, 0, variables)
	all.want(t, "key.source", "ok", "from PAGERDUTY_USER_API_KEY")
	all.want(t, "key.owner", "ok", "Amara Okafor")
	all.want(t, "key.account", "ok", "lanternfield-demo.pagerduty.com")
	all.want(t, "network.answer", "ok", "answers, in")
	all.want(t, "network.clock", "ok")
	all.want(t, "rights.read", "ok", "incidents, services", "analytics")
	all.want(t, "rights.rate", "ok", "of 960 requests")
	for _, f := range all {
		if f.State != "ok" {
			t.Errorf("%+v", f)
		}
	}
}

// It changes nothing, and asks little.
func TestDoctorOnlyReads(t *testing.T) {
	t.Parallel()
	account := simulator.New()
	api := httptest.NewServer(account)
	t.Cleanup(api.Close)
	newPatient(t).examine(t, 0, []string{"PAGERDUTY_API_HOST=" + api.URL, "PAGERDUTY_USER_API_KEY=" + simulator.AccountKey,
		"PAGERDUTY_FROM_EMAIL=amara.okafor@lanternfield.example"}).want(t, "key.owner", "ok", "account key", "changes are recorded for Amara Okafor")
	requests := account.Requests()
	for _, request := range requests {
		if request.Method != "GET" && request.Path != "/analytics/raw/incidents" {
			t.Errorf("%s %s", request.Method, request.Path)
		}
	}
	if len(requests) < 10 || len(requests) > 18 {
		t.Errorf("%d requests", len(requests))
	}
}

// What is wrong with the key is explained.
func TestDoctorKey(t *testing.T) {
	t.Parallel()
	_, variables := serveAPI(t)
	p := newPatient(t)
	file := filepath.Join(p.home, "key")
	if err := os.WriteFile(file, []byte(simulator.UserKey), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	const unset = "PAGERDUTY_USER_API_KEY="
	for name, test := range map[string]struct {
		variables    []string
		arguments    []string
		code         int
		check, state string
		parts        []string
	}{
		"none":                   {[]string{unset}, nil, 1, "key.source", "problem", []string{"there is no PagerDuty API key -> Run pagerduty-mcp login"}},
		"a wrong one":            {[]string{unset + "u+aVeryPrivateKey123"}, nil, 1, "key.owner", "problem", []string{"refused the key (401) -> Check PAGERDUTY_USER_API_KEY"}},
		"a placeholder":          {[]string{unset + "your-key"}, nil, 1, "key.source", "problem", []string{"placeholder"}},
		"two":                    {[]string{"PAGERDUTY_USER_API_KEY_FILE=" + file}, nil, 1, "key.source", "problem", []string{"are both set"}},
		"a file for everyone":    {[]string{unset, "PAGERDUTY_USER_API_KEY_FILE=" + file}, nil, 0, "key.settings", "warning", []string{"can be read by every user", "chmod 600"}},
		"a file that is gone":    {[]string{unset, "PAGERDUTY_USER_API_KEY_FILE=" + file + "x"}, nil, 1, "key.source", "problem", []string{file + "x", "Correct what is there"}},
		"a command":              {[]string{unset, "PAGERDUTY_USER_API_KEY_COMMAND=echo " + "u+aVeryPrivateKey123 | tr a b"}, nil, 2, "", "", nil},
		"a command that fails":   {[]string{unset, "PAGERDUTY_USER_API_KEY_COMMAND=exit 3"}, nil, 1, "key.owner", "problem", []string{"cannot be read", "exit status 3"}},
		"a profile that is not":  {nil, []string{"--profile=lab"}, 1, "key.source", "problem", []string{"no such profile", "login --profile"}},
		"of the account":         {[]string{unset + simulator.AccountKey}, nil, 0, "key.from", "warning", []string{"PAGERDUTY_FROM_EMAIL"}},
		"of the account, writes": {[]string{unset + simulator.AccountKey}, []string{"--enable-write-tools"}, 1, "key.from", "problem", []string{"PAGERDUTY_FROM_EMAIL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && strings.Contains(name, "everyone") {
				t.Skip("permissions are not in the mode of a file")
			}
			if test.code == 2 {
				wantText(t, p.run(t, 2, append(slices.Clone(variables), test.variables...), "doctor").Stderr, "looks like an API key")
				return
			}
			p.examine(t, test.code, append(slices.Clone(variables), test.variables...), test.arguments...).want(t, test.check, test.state, test.parts...)
		})
	}
}

// What the key may not do is named, with the tools that fail.
func TestDoctorRights(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	_, scopes := serveAPI(t, simulator.WithoutScopes("services.read", "analytics.write"))
	all := p.examine(t, 1, scopes)
	if f := all.want(t, "rights.services", "problem", "lacks the scope services.read"); !slices.Contains(f.Tools, "list_services") || slices.Contains(f.Tools, "list_teams") {
		t.Errorf("tools %v", f.Tools)
	}
	all.want(t, "rights.analytics", "problem", "lacks the scope analytics.write")
	p.examine(t, 0, append(scopes, "PAGERDUTY_TOOLS=list_teams,list_users")).want(t, "rights.read", "ok", "reads users, teams")

	_, plan := serveAPI(t, simulator.WithoutAbilities("event_intelligence", "advanced_reports"))
	all = p.examine(t, 0, plan)
	if f := all.want(t, "rights.plan", "warning", "event_intelligence"); !slices.Contains(f.Tools, "get_past_incidents") {
		t.Errorf("tools %v", f.Tools)
	}
	all.want(t, "rights.analytics", "warning", "plan has no analytics")

	forbidden, err := simulator.ParseFault("status=403,path=/teams")
	if err != nil {
		t.Fatal(err)
	}
	_, role := serveAPI(t, simulator.WithFaults(forbidden))
	p.examine(t, 1, role).want(t, "rights.teams", "problem", "may not read teams", "teams.read")
	broken, err := simulator.ParseFault("server-error,path=/teams")
	if err != nil {
		t.Fatal(err)
	}
	_, failing := serveAPI(t, simulator.WithFaults(broken))
	p.examine(t, 0, failing).want(t, "rights.teams", "not checked", "500")
}

// What a role implies for changes is said without trying any.
func TestDoctorRoles(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	for role, test := range map[string]struct {
		state, says, fails, works string
	}{
		"observer":     {"warning", "Observer (observer): reads, and cannot change", "manage_incidents", ""},
		"limited_user": {"warning", "Responder", "create_service", "manage_incidents"},
		"user":         {"warning", "Manager", "create_user", "create_service"},
		"admin":        {"ok", "Global Admin", "", "create_user"},
		"emperor":      {"not checked", `the role "emperor"`, "", ""},
	} {
		account := simulator.New()
		api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			account.ServeHTTP(recorder, r)
			w.Header().Set("Date", recorder.Header().Get("Date"))
			w.WriteHeader(recorder.Code)
			_, _ = io.WriteString(w, strings.ReplaceAll(recorder.Body.String(), `"role":"limited_user"`, `"role":"`+role+`"`))
		})
		f := p.examine(t, 0, api.Variables(simulator.UserKey), "--enable-write-tools").want(t, "rights.role", test.state, test.says)
		if test.fails != "" && !slices.Contains(f.Tools, test.fails) || slices.Contains(f.Tools, test.works) || slices.Contains(f.Tools, "list_incidents") {
			t.Errorf("%s: tools %v", role, f.Tools)
		}
		if f := p.examine(t, 0, api.Variables(simulator.UserKey)).want(t, "rights.role", map[bool]string{true: "not checked", false: "ok"}[test.state == "not checked"]); len(f.Tools) > 0 {
			t.Errorf("%s without writes: tools %v", role, f.Tools)
		}
	}
}

func TestDoctorClock(t *testing.T) {
	t.Parallel()
	for by, state := range map[time.Duration]string{30 * time.Second: "ok", -5 * time.Minute: "warning", 5 * time.Minute: "warning"} {
		_, variables := serveAPI(t, simulator.WithClock(func() time.Time { return time.Now().Add(by) }))
		word := map[string]string{"ok": "agrees", "warning": map[bool]string{true: "behind", false: "ahead of"}[by > 0]}[state]
		newPatient(t).examine(t, 0, variables).want(t, "network.clock", state, word)
	}
}

// Each step on the way to PagerDuty has its own explanation.
func TestDoctorNetwork(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	closed := httptest.NewServer(nil)
	closed.Close()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	secure, certificate, err := simulator.New().ListenTLS(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	trusted, empty := filepath.Join(p.home, "trusted.pem"), filepath.Join(p.home, "empty.pem")
	for file, text := range map[string][]byte{trusted: certificate, empty: nil} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://login.example.com/", http.StatusFound)
	})
	page := commandtest.NewAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>Welcome</html>")
	})
	const invalid = "https://pagerduty.invalid"
	for name, test := range map[string]struct {
		host         string
		more         string
		code         int
		check, state string
		parts        []string
	}{
		"not listening":              {closed.URL, "", 1, "network.connection", "problem", []string{"no connection", "firewall"}},
		"no such name":               {invalid, "", 1, "network.name", "problem", []string{"pagerduty.invalid was not found", "DNS"}},
		"the proxy is down":          {invalid, "HTTPS_PROXY=" + closed.URL, 1, "network.proxy", "problem", []string{"does not answer", "NO_PROXY"}},
		"the proxy is not an URL":    {invalid, "HTTPS_PROXY=%zz", 1, "network.proxy", "problem", []string{"not the address of a proxy"}},
		"the proxy refuses":          {invalid, "HTTPS_PROXY=" + page.URL, 1, "network.answer", "problem", []string{"no answer came"}},
		"an unknown certificate":     {secure, "", 1, "network.tls", "problem", []string{"is not trusted; its issuer is CN=pagerduty-simulator"}},
		"a known certificate":        {secure, "SSL_CERT_FILE=" + trusted, 0, "network.tls", "ok", []string{"TLS 1.3"}},
		"no certificate in the file": {secure, "SSL_CERT_FILE=" + empty, 1, "network.certificates", "problem", []string{"no certificate in PEM"}},
		"a redirection":              {elsewhere.URL, "", 1, "network.answer", "problem", []string{"redirects to login.example.com"}},
		"another program":            {page.URL, "", 1, "network.answer", "warning", []string{"not as PagerDuty does"}},
		"no address":                 {"mars", "", 1, "network", "not checked", []string{"the address of the API is wrong"}},
		"no TLS":                     {"http://api.pagerduty.com", "", 1, "key.source", "problem", []string{"PAGERDUTY_API_HOST must be https"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(test.more, "SSL_CERT_FILE") && runtime.GOOS != "linux" {
				t.Skip("this system has its own certificates")
			}
			p := patient{p.home, test.more != "" || test.host == invalid} // libraries read the variables of proxies and certificates
			all := p.examine(t, test.code, []string{"PAGERDUTY_USER_API_KEY=" + simulator.UserKey, "PAGERDUTY_API_HOST=" + test.host, test.more})
			all.want(t, test.check, test.state, test.parts...)
			if test.check != "network.answer" && test.state == "problem" && strings.HasPrefix(test.check, "network.") && test.check != "network.certificates" {
				all.want(t, "key.owner", "not checked", "out of reach")
			}
		})
	}
	t.Cleanup(func() {
		for _, request := range elsewhere.Requests() {
			if request.Authorization != "" {
				t.Error("the key was sent to a host that redirects")
			}
		}
	})
}

// Without a key, all else is checked.
func TestDoctorSettings(t *testing.T) {
	t.Parallel()
	api, _ := serveAPI(t)
	host := "PAGERDUTY_API_HOST=" + api.URL
	all := newPatient(t).examine(t, 1, []string{host, "PAGERDUTY_USER_API_KYE=u+aVeryPrivateKey123", "PAGERDUTY_TERRAFORM_WORKSPACE_ID=x"})
	all.want(t, "settings.unknown", "warning", "PAGERDUTY_USER_API_KYE is set, and means nothing here", "PAGERDUTY_USER_API_KEY")
	all.want(t, "settings.variables", "ok", "set: PAGERDUTY_API_HOST", "for other programs: PAGERDUTY_TERRAFORM_WORKSPACE_ID")
	all.want(t, "network.answer", "ok")
	all.want(t, "program.version", "ok", runtime.GOOS)
	newPatient(t).examine(t, 1, []string{host, "PAGERDUTY_CALL_TIMEOUT=soon"}).want(t, "settings.values", "problem", `PAGERDUTY_CALL_TIMEOUT is "soon"`)
	wantText(t, newPatient(t).run(t, 2, nil, "doctor", "--toolset=x").Stderr, "did you mean --toolsets")
	wantText(t, newPatient(t).run(t, 2, nil, "doctor", "-o", "yaml").Stderr, "must be text, json")
}

// An interrupt ends it at once, also while PagerDuty does not answer.
func TestDoctorIsInterrupted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no interrupt to send")
	}
	asked := make(chan struct{}, 100)
	api := commandtest.NewAPI(t, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	var stdout, stderr commandtest.Buffer
	command := program.Exec(t.Context(), newPatient(t).variables(api.Variables(simulator.UserKey)...), "doctor")
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	begin := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil || time.Since(begin) > 3*time.Second || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("%v after %s: %s%s", err, time.Since(begin), stdout.String(), stderr.String())
	}
}

// A copy that is soon removed, or that is not the one on PATH, is named.
func TestDoctorProgram(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(program.Exec(t.Context(), nil).Path)
	if err != nil {
		t.Fatal(err)
	}
	p := newPatient(t)
	temporary := p.write(t, "go-build123/b001/exe/pagerduty-mcp.exe", string(text))
	if err := os.Chmod(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	onPath := p.write(t, map[bool]string{true: "pagerduty-mcp.exe", false: "pagerduty-mcp"}[runtime.GOOS == "windows"], "another")
	if err := os.Chmod(onPath, 0o700); err != nil {
		t.Fatal(err)
	}
	command := program.Exec(t.Context(), p.variables(), "doctor", "-o", "json", "--demo")
	command.Path = temporary
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var report struct{ Findings findings }
	if err := json.Unmarshal(output, &report); err != nil {
		t.Fatal(err)
	}
	report.Findings.want(t, "program.place", "warning", "go run", "Install it where it stays")
	report.Findings.want(t, "program.path", "warning", "another copy first: "+onPath)
}
