package subcommands_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// demo are variables with which no call needs --demo.
var demo = []string{"PAGERDUTY_DEMO=true"}

func TestTable(t *testing.T) {
	t.Parallel()
	got := runHere(t, "", demo, "call", "list_incidents", "statuses=triggered", "limit=2")
	lines := strings.Split(got.Stdout, "\n")
	if got.Code != 0 || len(lines) < 5 || got.Stderr != "" {
		t.Fatalf("%+v", got)
	}
	at := strings.Index(lines[0], "title")
	if !strings.HasPrefix(lines[0], "id ") || at < 0 || !strings.HasPrefix(lines[1][at:], "Replication lag") || !strings.HasPrefix(lines[2][at:], "Card authorisations") {
		t.Errorf("the columns are not under each other:\n%s", got.Stdout)
	}
	if below := strings.Join(lines[3:], "\n"); below != "\nmore         true\nnext_offset  2\nwindow       all_time: true\n" {
		t.Errorf("below the table is %q", below)
	}
}

func TestObjectAsTable(t *testing.T) {
	t.Parallel()
	got := runHere(t, "", demo, "call", "get_incident", "incident_id=4197", "include=notes")
	for _, want := range []string{
		"\nnumber             4197\n", "\nservice            Checkout API (PSCHKAP)\n", "\nalert_counts       triggered: 4, resolved: 1\n",
		"\nnotes:\n  id       at                    by                text\n  PFKLUDM  ",
	} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("it lacks %q:\n%s", want, got.Stdout)
		}
	}
}

// A few records that contain lists of their own are shown one after the other, since no cell has room for a list.
func TestRecordsWithLists(t *testing.T) {
	t.Parallel()
	got := runHere(t, "", demo, "call", "who_is_on_call", "for=Checkout")
	for _, want := range []string{"\nescalation_policies:\n  id       PECHECK\n  name     Checkout\n  levels:\n    level  ", "\n    1      at once    user: Amara Okafor, until: "} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("it lacks %q:\n%s", want, got.Stdout)
		}
	}
}

// Characters that take two columns of a terminal, or none, do not shift what follows.
func TestWideCharacters(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"incidents":[{"id":"P1","title":"電気が止まる","status":"triggered"},{"id":"P2","title":"e\u0301te\u0301","status":"resolved"},
			{"id":"P3","title":"\u2615 two\nlines","status":"resolved"}],"more":false}`)
	})
	got := runHere(t, "", api.Variables("u+aVeryPrivateKey123"), "call", "list_incidents")
	want := "id  title         status\nP1  電気が止まる  triggered\nP2  e\u0301te\u0301           resolved\nP3  ☕ two lines  resolved\n"
	if !strings.HasPrefix(got.Stdout, want) {
		t.Errorf("%+v, want\n%s", got, want)
	}
}

// What answers say beside their lists is there, too.
func TestTableLosesNothing(t *testing.T) {
	t.Parallel()
	result := runHere(t, "", demo, "call", "find_neglected", "-o", "json")
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(result.Stdout), &members); err != nil {
		t.Fatal(err)
	}
	shown := "\n" + runHere(t, "", demo, "call", "find_neglected").Stdout
	for name := range members {
		if !strings.Contains(shown, "\n"+name+":\n") && !strings.Contains(shown, "\n"+name+" ") {
			t.Errorf("the table lacks %s:\n%s", name, shown)
		}
	}
	if len(members) < 6 {
		t.Errorf("the answer has only %d members: this tests little", len(members))
	}
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	got := runHere(t, "", demo, "call", "list_incidents", "statuses=triggered", "limit=2", "-o", "jsonl")
	lines := strings.Split(strings.TrimSuffix(got.Stdout, "\n"), "\n")
	for _, line := range lines {
		var incident struct{ ID, Title string }
		if err := json.Unmarshal([]byte(line), &incident); err != nil || incident.ID == "" || incident.Title == "" {
			t.Errorf("%q is no incident (%v)", line, err)
		}
	}
	if len(lines) != 2 || !strings.Contains(got.Stderr, `there are more records: {"more":true,"next_offset":2,"window":{"all_time":true}}`) {
		t.Errorf("%+v", got)
	}
	whole := runHere(t, "", demo, "call", "get_user_data", "--output=jsonl")
	if strings.Count(whole.Stdout, "\n") != 1 || !strings.HasPrefix(whole.Stdout, `{"id":"PUAMARA"`) || whole.Stderr != "" {
		t.Errorf("an object is %+v", whole)
	}
	none := runHere(t, "", demo, "call", "list_users", "query=nobody at all", "-o", "jsonl")
	if none.Stdout != "" || none.Code != 0 {
		t.Errorf("an empty list is %+v", none)
	}
}

// Every form of arguments arrives at the tool as it was meant.
func TestArguments(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return "@" + path
	}
	note := func(words ...string) []string {
		return append([]string{"add_note_to_incident", "incident_id=4197"}, words...)
	}
	both := `"status":"acknowledged"`
	for name, test := range map[string]struct {
		words      []string
		stdin      string
		wants      string // in the result
		wantsOther string
	}{
		"number":                    {words: []string{"list_incidents", "statuses=triggered", "limit=1"}, wants: `"next_offset":1,`},
		"boolean":                   {words: []string{"list_incidents", "statuses=triggered", "total=true"}, wants: `"total":5`},
		"comma list":                {words: []string{"list_incidents", "statuses=triggered,acknowledged"}, wants: `"status":"triggered"`, wantsOther: both},
		"comma list of names":       {words: []string{"list_incidents", "priorities=P1,P2"}, wants: `"priority":"P1"`, wantsOther: `"priority":"P2"`},
		"comma list of words":       {words: []string{"list_services", "team_ids=Checkout,Data"}, wants: `"name":"Checkout API"`, wantsOther: `"name":"Order Pipeline"`},
		"repeated":                  {words: []string{"list_incidents", "statuses=triggered", "statuses=acknowledged"}, wants: `"status":"triggered"`, wantsOther: both},
		"repeated names":            {words: []string{"list_services", "team_ids=Checkout", "team_ids=Data"}, wants: `"name":"Checkout API"`, wantsOther: `"name":"Order Pipeline"`},
		"JSON list":                 {words: []string{"list_incidents", `statuses=["triggered","acknowledged"]`}, wants: `"status":"triggered"`, wantsOther: both},
		"list of objects":           {words: []string{"create_schedule_override", "schedule_id=Checkout Primary", `overrides=[{"start":"tomorrow","end":"+2d","user_id":"Diego Ferreyra"}]`}, wants: `"created":1`},
		"repeated objects":          {words: []string{"create_schedule_override", "schedule_id=Checkout Primary", `overrides={"start":"+2d","end":"+3d","user_id":"Diego Ferreyra"}`, `overrides={"start":"+4d","end":"+5d","user_id":"Diego Ferreyra"}`}, wants: `"created":2`},
		"whole object":              {words: []string{"list_incidents", `{"statuses":["triggered"],"limit":1}`}, wants: `"next_offset":1,`},
		"whole object in a file":    {words: []string{"list_incidents", file("a.json", "{\"limit\":1}\n")}, wants: `"next_offset":1,`},
		"from PowerShell, with BOM": {words: []string{"list_incidents", "-"}, stdin: "\ufeff{\"limit\":1}\r\n", wants: `"next_offset":1,`},
		"whole object, from stdin":  {words: []string{"list_incidents", "-"}, stdin: `{"limit":1}`, wants: `"next_offset":1,`},
		"text that looks like JSON": {words: note(`note={"a":1}`), wants: `"text":"{\"a\":1}"`},
		"number as text":            {words: note("note=007"), wants: `"text":"007"`},
		"equals signs":              {words: note("note=a=b=c"), wants: `"text":"a=b=c"`},
		"commas in text":            {words: note("note=a,b"), wants: `"text":"a,b"`},
		"text in a file":            {words: note("note=" + file("note.txt", "two\nlines\n")), wants: `"text":"two\nlines"`},
		"text from stdin":           {words: note("note=@-"), stdin: "from stdin\n", wants: `"text":"from stdin"`},
		"text that begins with @":   {words: note("note=@@oncall look"), wants: `"text":"@oncall look"`},
		"ids that look like a key":  {words: []string{"get_event_orchestration", "orchestration_id=1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01"}, wants: `"name":"Production Events"`},
		"after flags":               {words: []string{"--log-level=error", "list_incidents", "--call-timeout", "30s", "limit=1"}, wants: `"next_offset":1,`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.stdin, demo, slices.Concat([]string{"call", "-o", "json", "--enable-write-tools"}, test.words)...)
			if got.Code != 0 || !strings.Contains(got.Stdout, test.wants) || !strings.Contains(got.Stdout, test.wantsOther) || got.Stderr != "" {
				t.Errorf("%q gives %+v", test.words, got)
			}
		})
	}
}

// A mistake is a sentence that says what to write, and an exit code.
func TestMistakes(t *testing.T) {
	t.Parallel()
	big := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(big, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	for says, test := range map[string]struct {
		code  int
		words []string
	}{
		`Unknown argument "state". Valid arguments: incident_id, include. See: pagerduty-mcp describe get_incident`: {2, []string{"call", "get_incident", "incident_id=1", "state=open"}},
		`"limit" is "many": it must be an integer from 1 to 1000`:                                                   {2, []string{"call", "list_incidents", "limit=many"}},
		`Argument "incident_id" is required`:                                                                        {2, []string{"call", "get_incident"}},
		`there is no tool "list_incident": did you mean list_incidents`:                                             {2, []string{"call", "list_incident"}},
		`there is no tool "xyz"; pagerduty-mcp tools lists all`:                                                     {2, []string{"describe", "xyz"}},
		"name the tool to call; pagerduty-mcp tools lists them":                                                     {2, []string{"call"}},
		"there is no flag --limit; see --help (arguments of the tool have no dashes: write name=value)":             {2, []string{"call", "list_incidents", "--limit", "5"}},
		`--output is "yaml": must be table, json, jsonl`:                                                            {2, []string{"call", "list_incidents", "-o", "yaml"}},
		`--output is "jsonl": must be table, json`:                                                                  {2, []string{"tools", "-o", "jsonl"}},
		`"4197" is no argument: did you mean incident_id=4197? Write name=value`:                                    {2, []string{"call", "get_incident", "4197"}},
		`"incident_id" is no argument: did you mean incident_id=4193? Write name=value`:                             {2, []string{"call", "brief_incident", "incident_id", "4193"}},
		`"include" is no argument: did you mean include=value? Write name=value`:                                    {2, []string{"call", "get_incident", "incident_id=4193", "include"}},
		`pagerduty-mcp print: name a host, such as claude-code; "list" shows them all`:                              {2, []string{"print"}},
		`pagerduty-mcp uninstall: name a host, such as claude-code; "list" shows them all`:                          {2, []string{"uninstall"}},
		`there is no command "list_incidents": to call a tool, write pagerduty-mcp call list_incidents`:             {2, []string{"list_incidents"}},
		"pagerduty-mcp logout: it takes no arguments; --profile NAME names a profile":                               {2, []string{"logout", "work"}},
		`"open" is no argument. Write name=value`:                                                                   {2, []string{"call", "list_incidents", "open"}},
		"write no others beside it":                                                                                 {2, []string{"call", "list_incidents", `{"limit":1}`, "limit=2"}},
		"The arguments are not valid JSON":                                                                          {2, []string{"call", "list_incidents", `{"limit":1`}},
		"no-such-file: no such file or directory. To begin a text with @, write @@":                                 {2, []string{"call", "get_incident", "incident_id=@no-such-file"}},
		"has more than 1048576 bytes":                                                                               {2, []string{"call", "get_incident", "@" + big}},
		"standard input can be read once":                                                                           {2, []string{"call", "get_incident", "incident_id=@-", "include=@-"}},
		"is not valid UTF-8":                                                                                        {2, []string{"call", "get_incident", "incident_id=\xff"}},
		"--toolsets: there is no toolset \"nope\"":                                                                  {2, []string{"call", "list_incidents", "--toolsets", "nope"}},
		"list_incidents is a tool of incidents, which is not served here":                                           {2, []string{"call", "list_incidents", "--toolsets", "people"}},
		"changes PagerDuty: allow that with --enable-write-tools":                                                   {2, []string{"call", "add_note_to_incident", "incident_id=4197", "note=hello"}},
		"nothing was done: --confirm wants a person to confirm this call of create_incident, and standard input":    {3, []string{"call", "create_incident", "title=Slow", "service_id=Checkout API", "--enable-write-tools", "--confirm=pages"}},
		"PagerDuty has no incident 99999 (404)":                                                                     {1, []string{"call", "get_incident", "incident_id=99999"}},
		"name a shell: bash, zsh, fish, powershell":                                                                 {2, []string{"completion", "csh"}},
		`there is no tool "acknowledge_incident": did you mean manage_incidents status=acknowledged`:                {2, []string{"call", "acknowledge_incident"}},
		`there is no tool "resolve": did you mean manage_incidents status=resolved`:                                 {2, []string{"call", "resolve", "4197"}},
		`there is no tool "brief": did you mean brief_incident?`:                                                    {2, []string{"describe", "brief"}},
		`there is no command "list_incidentz", and there is no tool "list_incidentz": did you mean list_incidents`:  {2, []string{"help", "list_incidentz"}},
		`there is a curly quotation mark (“) at byte 2: write a straight one (").`:                                  {2, []string{"call", "list_incidents", "{“limit”:5}"}},
		`there is a single quotation mark (') at byte 2: write a double one (").`:                                   {2, []string{"call", "list_incidents", "{'limit':5}"}},
		`"status" is "resolve": did you mean "resolved"? It must be one of`:                                         {2, []string{"call", "manage_incidents", "incident_ids=4197", "status=resolve", "--enable-write-tools"}},
		"no tool has zzz in its line; pagerduty-mcp tools lists all":                                                {1, []string{"tools", "zzz"}},
		"argument 2 looks like an API key, which others can see there: login asks for the key":                      {2, []string{"login", "u+NbAkKc66ryYTWUXYEuQ"}},
		"argument 3 looks like an API key, which others can see there: login asks for the key":                      {2, []string{"login", "--key", "u+NbAkKc66ryYTWUXYEuQ"}},
		`there is no host "claude": did you mean claude-code, claude-desktop?`:                                      {2, []string{"print", "claude"}},
		`there is no host "gemini": did you mean gemini-cli?`:                                                       {2, []string{"print", "gemini"}},
		`there is no command "instal": did you mean install`:                                                        {2, []string{"instal"}},
		`call, tools, describe, completion, help; see --help`:                                                       {2, []string{"frobnicate"}},
		`there is no command "tool": did you mean tools? See --help.`:                                               {2, []string{"tool"}},
		`there is no command "demo": did you mean --demo? See --help.`:                                              {2, []string{"demo"}},
		"write the command before its flags: pagerduty-mcp call …":                                                  {2, []string{"--demo", "call", "list_incidents", "-o", "json"}},
		"write the command before its flags: pagerduty-mcp describe …":                                              {2, []string{"--output", "json", "describe", "list_incidents"}},
		"argument 3 looks like an API key":                                                                          {2, []string{"call", "list_incidents", "api_key=y_NbAkKc66ryYTWUXYEu"}},
		"argument 2 looks like an API key":                                                                          {2, []string{"tools", "--toolsets=y_NbAkKc66ryYTWUXYEu"}},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, "", demo, test.words...)
			if got.Code != test.code || !strings.Contains(got.Stderr, says) || strings.Count(got.Stderr, "\n") != 1 || strings.Contains(got.Stderr, "NbAkKc") {
				t.Errorf("%q gives %+v", test.words, got)
			}
		})
	}
}

// Where a host starts the program with such a mistake, its user learns of it.
func TestMistakesInAHost(t *testing.T) {
	t.Parallel()
	for says, words := range map[string][]string{
		"write the command before its flags": {"--demo", "call"},
		"there is no command":                {"serve"},
	} {
		got := runHere(t, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"host","version":"1"}}}`+"\n", nil, words...)
		if !strings.Contains(got.Stdout, says) {
			t.Errorf("%q answers %s", words, got.Stdout)
		}
	}
}

// Configurations of PagerDuty's own servers begin with the server's name.
func TestServerNameBeforeTheSubcommand(t *testing.T) {
	t.Parallel()
	if got := runHere(t, "", demo, "pagerduty-mcp", "call", "get_user_data", "-o", "json"); got.Code != 0 || !strings.Contains(got.Stdout, "PUAMARA") {
		t.Errorf("%+v", got)
	}
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	if got := runHere(t, "", nil, "call", "list_incidents"); got.Code != 2 || !strings.Contains(got.Stderr, "pagerduty-mcp call: there is no PagerDuty API key.") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, "", nil, "call", "list_incidentz"); !strings.Contains(got.Stderr, "did you mean") { // which no key would mend
		t.Errorf("%+v", got)
	}
}

func TestVariablesOfTheServerCount(t *testing.T) {
	t.Parallel()
	for variable, says := range map[string]string{
		"PAGERDUTY_TOOLSETS=people":              "not served here",
		"PAGERDUTY_EXCLUDE_TOOLS=list_incidents": "left out here",
		"PAGERDUTY_CONFIRM=sometimes":            "PAGERDUTY_CONFIRM",
	} {
		if got := runHere(t, "", append(demo, variable), "call", "list_incidents"); got.Code != 2 || !strings.Contains(got.Stderr, says) {
			t.Errorf("%s gives %+v", variable, got)
		}
	}
	written := runHere(t, "", append(demo, "PAGERDUTY_ENABLE_WRITE_TOOLS=true", "PAGERDUTY_TRANSPORT=streamable-http"), "call", "create_team", "name=Night")
	if written.Code != 0 || !strings.Contains(written.Stdout, "Night") {
		t.Errorf("%+v", written)
	}
}

// A part of a path may look like a key. A key has no separators.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "OnCallAudit202611234") // 20 characters, as in a key
	if err := os.Mkdir(directory, 0o700); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(directory, "OnCallAudit202611235.jsonl")
	runHere(t, "", demo, "call", "create_team", "name=Night", "--enable-write-tools", "--audit-log", log)
	if records, err := os.ReadFile(log); err != nil || strings.Count(string(records), `"create_team"`) != 2 {
		t.Errorf("%s (%v)", records, err)
	}
}
