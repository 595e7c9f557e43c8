package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type argumentsInput struct {
	IncidentIDs []string   `json:"incident_ids,omitzero" alias:"ids"`
	ServiceID   string     `json:"service_id,omitzero" alias:"svc"`
	PolicyIDs   []string   `json:"escalation_policy_ids,omitzero"`
	StatusIDs   []string   `json:"status_ids,omitzero"`
	Title       *string    `json:"title,omitzero" jsonschema:"minLength=2,maxLength=20"`
	Status      string     `json:"status,omitzero" jsonschema:"enum=acknowledged,enum=resolved"`
	Statuses    []string   `json:"statuses,omitzero" jsonschema:"enum=open,enum=closed,maxItems=2"`
	Fields      []string   `json:"fields,omitzero" split:"," jsonschema:"minItems=1"`
	Limit       int        `json:"limit,omitzero" jsonschema:"minimum=1,maximum=1000"`
	Timeout     *int       `json:"timeout,omitzero"`
	Level       int8       `json:"level,omitzero"`
	Share       *float64   `json:"share,omitzero"`
	Total       *bool      `json:"total,omitzero"`
	Levels      []int      `json:"levels,omitzero" jsonschema:"minItems=1"`
	Overrides   []override `json:"overrides,omitzero"`
	Target      *override  `json:"target,omitzero"`
	PageSize    int        `json:"page_size,omitzero" jsonschema:"default=25"`
}

// canonical calls a tool with the input struct and returns the canonical arguments that its middleware sees, or the error.
func canonical[In any](t *testing.T, raw string) (string, error) {
	t.Helper()
	var seen string
	tool := inputTool[In]().With(func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			seen = string(call.Arguments)
			return next(ctx, call)
		}
	})
	result := tool.Call(t.Context(), json.RawMessage(raw))
	return seen, result.Err
}

func TestTextThatStaysWhole(t *testing.T) {
	t.Parallel()
	type input struct {
		Parts []string `json:"parts" split:"never"`
	}
	if got, err := canonical[input](t, `{"parts":"1,200"}`); got != `{"parts":["1,200"]}` || err != nil {
		t.Errorf("got %s and %v", got, err)
	}
}

func TestArgumentsInEveryForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, raw, want string }{
		{"missing", ``, `{}`},
		{"blank", " \n", `{}`},
		{"null", `null`, `{}`},
		{"empty", `{}`, `{}`},
		{"empty string", `""`, `{}`},
		{"null in a string", `"null"`, `{}`},
		{"empty list, as PHP writes an empty object", `[]`, `{}`},
		{"empty list in a string", `" [ ]"`, `{}`},
		{"object in a string", `"{\"limit\": 5}"`, `{"limit":5}`},
		{"order and space", ` { "limit" : 5 , "service_id" : "P1" } `, `{"service_id":"P1","limit":5}`},
		{"null is absent", `{"limit":null,"title":null,"incident_ids":null,"target":null}`, `{}`},
		{"null of unknown name", `{"query_model":null}`, `{}`},

		{"a list in a text", `{"fields":" summary, a.b ,,"}`, `{"fields":["summary","a.b"]}`},
		{"a text in a list", `{"fields":["summary,component","x"]}`, `{"fields":["summary","component","x"]}`},
		{"a quoted list", `{"fields":"[\"a,b\",\"c\"]"}`, `{"fields":["a","b","c"]}`},
		{"choices in a text", `{"statuses":"open, CLOSED"}`, `{"statuses":["open","closed"]}`},
		{"a name with a comma", `{"incident_ids":"Payments, EU"}`, `{"incident_ids":["Payments, EU"]}`},
		{"names with numbers", `{"incident_ids":"Team 1, Team 2"}`, `{"incident_ids":["Team 1, Team 2"]}`},
		{"ids in a text", `{"incident_ids":"P1ABCDE, 4197,a@b.example"}`, `{"incident_ids":["P1ABCDE","4197","a@b.example"]}`},
		{"ids in a text of a list", `{"incident_ids":["P1ABCDE,P2ABCDE"]}`, `{"incident_ids":["P1ABCDE,P2ABCDE"]}`},

		{"integer in a string", `{"limit":"5"}`, `{"limit":5}`},
		{"integer with space", `{"limit":" 5\n"}`, `{"limit":5}`},
		{"integer as float", `{"limit":5.0}`, `{"limit":5}`},
		{"integer with exponent", `{"limit":1e2}`, `{"limit":100}`},
		{"integer as float in a string", `{"limit":"5.0"}`, `{"limit":5}`},
		{"integer beyond floats", `{"timeout":9007199254740993}`, `{"timeout":9007199254740993}`},
		{"negative", `{"timeout":-7}`, `{"timeout":-7}`},
		{"minus zero", `{"timeout":-0}`, `{"timeout":0}`},
		{"number", `{"share":0.5}`, `{"share":0.5}`},
		{"number in a string", `{"share":"1.50"}`, `{"share":1.5}`},
		{"number as integer", `{"share":2.0}`, `{"share":2}`},
		{"boolean in a string", `{"total":"true"}`, `{"total":true}`},
		{"boolean in Python", `{"total":"False"}`, `{"total":false}`},
		{"integer for a string", `{"service_id":42}`, `{"service_id":"42"}`},
		{"whole float for a string", `{"service_id":1234.0}`, `{"service_id":"1234"}`},
		{"whole number with exponent for a string", `{"service_id":1.234e3}`, `{"service_id":"1234"}`},
		{"large integer for a string", `{"service_id":123456789012345678901234567890}`, `{"service_id":"123456789012345678901234567890"}`},
		{"string not trimmed", `{"service_id":" P1 "}`, `{"service_id":" P1 "}`},
		{"string with escapes", `{"title":"a\u0062\n\"\u00e9<&>"}`, `{"title":"ab\n\"é<&>"}`},
		{"string that looks like JSON", `{"service_id":"{\"id\":\"P1\"}"}`, `{"service_id":"{\"id\":\"P1\"}"}`},

		{"enum", `{"status":"resolved"}`, `{"status":"resolved"}`},
		{"enum in capitals", `{"status":"RESOLVED "}`, `{"status":"resolved"}`},
		{"enum in a list in capitals", `{"statuses":["Open","CLOSED"]}`, `{"statuses":["open","closed"]}`},
		{"empty enum", `{"status":""}`, `{}`},
		{"blank number", `{"limit":" "}`, `{}`},
		{"blank boolean", `{"total":""}`, `{}`},
		{"blank for a list of enum", `{"statuses":""}`, `{}`},
		{"empty string is a string", `{"service_id":""}`, `{"service_id":""}`},

		{"scalar for a list", `{"incident_ids":"P1"}`, `{"incident_ids":["P1"]}`},
		{"integer for a list of strings", `{"incident_ids":7}`, `{"incident_ids":["7"]}`},
		{"whole float for a list of strings", `{"incident_ids":1234.0}`, `{"incident_ids":["1234"]}`},
		{"list of whole floats", `{"incident_ids":[1234.0,5e1]}`, `{"incident_ids":["1234","50"]}`},
		{"list of integers", `{"incident_ids":[7,"8"]}`, `{"incident_ids":["7","8"]}`},
		{"list in a string", `{"incident_ids":"[\"P1\", \"P2\"]"}`, `{"incident_ids":["P1","P2"]}`},
		{"string that begins like a list", `{"incident_ids":"[P1"}`, `{"incident_ids":["[P1"]}`},
		{"string that is an object, for a list of strings", `{"incident_ids":"{\"id\":1}"}`, `{"incident_ids":["{\"id\":1}"]}`},
		{"list of references", `{"incident_ids":[{"id":"P1","type":"x"},{"id":"P2"}]}`, `{"incident_ids":["P1","P2"]}`},
		{"one reference for a list", `{"incident_ids":{"id":"P1"}}`, `{"incident_ids":["P1"]}`},
		{"empty list", `{"incident_ids":[]}`, `{"incident_ids":[]}`},
		{"integers in strings", `{"levels":["1",2.0]}`, `{"levels":[1,2]}`},
		{"list of objects", `{"overrides":[{"user_id":"U","end":"e","start":"s"}]}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"one object for a list", `{"overrides":{"user_id":"U","end":"e","start":"s"}}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"list of objects in strings", `{"overrides":["{\"user_id\":\"U\",\"end\":\"e\",\"start\":\"s\"}"]}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"object for a list in a string", `{"overrides":"{\"user_id\":\"U\",\"end\":\"e\",\"start\":\"s\"}"}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"reference in an item", `{"overrides":[{"user":{"id":"U","type":"user_reference"},"end":"e","start":"s"}]}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"wrapper in an item", `{"overrides":[{"override":{"user_id":"U","end":"e"},"start":"s"}]}`, `{"overrides":[{"start":"s","end":"e","user_id":"U"}]}`},
		{"object in a string", `{"target":"{\"user_id\":\"U\",\"end\":\"e\",\"start\":\"s\"}"}`, `{"target":{"start":"s","end":"e","user_id":"U"}}`},

		{"alias", `{"ids":["P1"]}`, `{"incident_ids":["P1"]}`},
		{"alias beats opening", `{"svc":{"id":"P1","type":"service"}}`, `{"service_id":"P1"}`},
		{"alias and name agree", `{"svc":"P1","service_id":"P1"}`, `{"service_id":"P1"}`},
		{"wrapper", `{"query_model":{"limit":5}}`, `{"limit":5}`},
		{"wrapper in a string", `{"query_model":"{\"limit\":5}"}`, `{"limit":5}`},
		{"empty wrapper", `{"query_model":{}}`, `{}`},
		{"wrapper and body root", `{"create_model":{"incident":{"type":"incident","title":"On fire","service":{"id":"P1","type":"service_reference"}}}}`, `{"service_id":"P1","title":"On fire"}`},
		{"wrapper beside arguments", `{"limit":3,"manage_request":{"incident_ids":["P1"],"status":"resolved"}}`, `{"incident_ids":["P1"],"status":"resolved","limit":3}`},
		{"eight wrappers", `{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"limit":5}}}}}}}}}`, `{"limit":5}`},
		{"reference", `{"service":{"id":"P1"}}`, `{"service_id":"P1"}`},
		{"reference in a string", `{"service":"{\"id\":\"P1\"}"}`, `{"service_id":"P1"}`},
		{"body with an id", `{"service":{"id":"P1","status":"resolved"}}`, `{"service_id":"P1","status":"resolved"}`},
		{"name for an id", `{"service_id":{"name":"Checkout"}}`, `{"service_id":"Checkout"}`},
		{"id and name for an id", `{"service_id":{"name":"Checkout","id":"P1","type":"service"}}`, `{"service_id":"P1"}`},
		{"references", `{"incidents":[{"id":"P1","type":"incident_reference"},{"id":"P2","self":null}]}`, `{"incident_ids":["P1","P2"]}`},
		{"references as PagerDuty writes them", `{"incidents":[{"id":"P1","type":"incident_reference","summary":"[#1] On fire","self":"https://a","html_url":null},{"id":"P2","name":"x","html_url":"https://b"}]}`, `{"incident_ids":["P1","P2"]}`},
		{"reference as PagerDuty writes it", `{"service":{"id":"P1","type":"service_reference","summary":"Checkout","self":"https://a","html_url":"https://b"}}`, `{"service_id":"P1"}`},
		{"reference as PagerDuty writes it, for a known name", `{"service_id":{"id":"P1","summary":"Checkout"},"ids":[{"id":"P1","type":"x","summary":"On fire"}]}`, `{"incident_ids":["P1"],"service_id":"P1"}`},
		{"body with an id and labels", `{"service":{"id":"P1","status":"resolved","self":"https://a","summary":"Checkout"}}`, `{"service_id":"P1","status":"resolved"}`},
		{"references in -ies", `{"escalation_policies":[{"id":"P1"}]}`, `{"escalation_policy_ids":["P1"]}`},
		{"references in -es", `{"a":{"statuss":[],"statuses":["open"]}}`, `{"status_ids":[],"statuses":["open"]}`},
		{"references in a string", `{"incidents":"[{\"id\":\"P1\"}]"}`, `{"incident_ids":["P1"]}`},

		{"twice the same", `{"limit":5,"limit":"5"}`, `{"limit":5}`},
		{"twice through a wrapper", `{"limit":5,"w":{"limit":5}}`, `{"limit":5}`},
		{"twice, once absent", `{"limit":5,"w":{"limit":null}}`, `{"limit":5}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := canonical[argumentsInput](t, c.raw)
			if err != nil {
				t.Fatalf("%s: %v", c.raw, err)
			}
			want := strings.TrimSuffix(c.want, "}") + `,"page_size":25}` // the default
			if want = strings.Replace(want, "{,", "{", 1); got != want {
				t.Errorf("%s\n got %s\nwant %s", c.raw, got, want)
			}
			again, err := canonical[argumentsInput](t, got)
			if err != nil || again != got {
				t.Errorf("canonical arguments %s are not canonical: %s, %v", got, again, err)
			}
		})
	}
}

func TestArgumentErrors(t *testing.T) {
	t.Parallel()
	const names = "Valid arguments: incident_ids, service_id, escalation_policy_ids, status_ids, title, status, statuses, fields, " +
		"limit, timeout, level, share, total, levels, overrides, target, page_size."
	for _, c := range []struct{ name, raw, argument, want string }{
		{"invalid JSON", `{"limit":`, "", "The arguments are not valid JSON: unexpected end of JSON input at byte 9."},
		{"list", `[1]`, "", `The arguments are [1]: they must be one JSON object, such as {"name":"value"}.`},
		{"number", `5`, "", `The arguments are 5: they must`},
		{"string", `"limit=5"`, "", `The arguments are "limit=5": they must`},
		{"two objects", `{} {}`, "", "not valid JSON"},
		{"too deep", strings.Repeat(`{"a":`, 80) + "1" + strings.Repeat("}", 80), "", "nested too deeply"},
		{"much too deep", strings.Repeat(`[`, 1_000_000), "", "not valid JSON"},

		{"unknown with near", `{"servce_id":"P1"}`, "servce_id", `Unknown argument "servce_id": did you mean "service_id"? ` + names},
		{"unknown in camel case", `{"serviceId":"P1"}`, "serviceId", `did you mean "service_id"?`},
		{"unknown without near", `{"colour":"red"}`, "colour", `Unknown argument "colour". ` + names},
		{"unknown in a wrapper", `{"query_model":{"limmit":1}}`, "query_model.limmit", `Unknown argument "query_model.limmit": did you mean "limit"?`},
		{"unknown with invisible characters", `{"a\u202eb":1}`, "a\u202eb", `Unknown argument "ab".`},
		{"unknown list", `{"incidents":["P1"]}`, "incidents", `Unknown argument "incidents": did you mean "incident_ids"?`},
		{"references with more than ids", `{"incidents":[{"id":"P1","status":"resolved"}]}`, "incidents", `did you mean "incident_ids"?`},
		{"reference without an id", `{"service":{"summary":"Checkout"}}`, "service.summary", `Unknown argument "service.summary"`},
		{"references without an id", `{"incidents":[{"summary":"Checkout"}]}`, "incidents", `did you mean "incident_ids"?`},
		{"summary outside", `{"summary":"x"}`, "summary", `Unknown argument "summary"`},
		{"summary in a wrapper", `{"query_model":{"summary":"x","limit":1}}`, "query_model.summary", `Unknown argument "query_model.summary"`},
		{"type outside", `{"type":"x"}`, "type", `Unknown argument "type"`},
		{"unknown in an item", `{"overrides":[{"start":"s","end":"e","user_id":"U"},{"start":"s","ende":"e","user_id":"U"}]}`,
			"overrides[1].ende", `Unknown argument "overrides[1].ende": did you mean "end"? Valid arguments: start, end, user_id. Argument "overrides[1].end" is required: a string.`},
		{"nine wrappers", `{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"limit":5}}}}}}}}}}`, "a.a.a.a.a.a.a.a.a", "more than 8 objects"},

		{"conflict", `{"limit":5,"limit":6}`, "limit", `Argument "limit" is given twice, as 5 and as 6: give it once.`},
		{"conflict by alias", `{"svc":"P1","service_id":"P2"}`, "service_id", `Argument "service_id" is given twice, as "P1" and as "P2"`},
		{"conflict by wrapper", `{"incident_ids":["P1"],"manage_request":{"incident_ids":["P2"]}}`, "incident_ids", `given twice`},
		{"conflict by reference", `{"service_id":"P1","service":{"id":"P2"}}`, "service_id", `given twice`},
		{"two ids", `{"service":{"id":"P1","id":"P2"}}`, "service_id", `given twice`},

		{"not an integer", `{"limit":"many"}`, "limit", `Argument "limit" is "many": it must be an integer from 1 to 1000.`},
		{"fraction", `{"limit":5.5}`, "limit", `Argument "limit" is 5.5: it must be an integer`},
		{"under the minimum", `{"limit":0}`, "limit", `Argument "limit" is 0: it must be an integer from 1 to 1000.`},
		{"over the maximum", `{"limit":"1001"}`, "limit", `Argument "limit" is "1001"`},
		{"integer too large", `{"timeout":1e300}`, "timeout", `it must be an integer.`},
		{"integer that a float cannot hold", `{"timeout":9007199254740993.0}`, "timeout", `it must be an integer.`},
		{"integer out of range", `{"timeout":9223372036854775808}`, "timeout", `it must be an integer.`},
		{"integer too large for its type", `{"level":200}`, "level", `Argument "level" cannot be number 200.`},
		{"hexadecimal", `{"timeout":"0x10"}`, "timeout", `it must be an integer.`},
		{"infinite", `{"share":"Inf"}`, "share", `Argument "share" is "Inf": it must be a number.`},
		{"number too large", `{"share":1e999}`, "share", `it must be a number.`},
		{"boolean for a number", `{"share":true}`, "share", `Argument "share" is true: it must be a number.`},
		{"not a boolean", `{"total":"yes"}`, "total", `Argument "total" is "yes": it must be true or false.`},
		{"number for a boolean", `{"total":1}`, "total", `Argument "total" is 1: it must be true or false.`},
		{"boolean for a string", `{"service_id":true}`, "service_id", `Argument "service_id" is true: it must be a string.`},
		{"fraction for a string", `{"service_id":1.5}`, "service_id", `Argument "service_id" is 1.5: it must be a string.`},
		{"float that no integer holds for a string", `{"service_id":9007199254740993.0}`, "service_id", `it must be a string.`},
		{"list for a string", `{"service_id":["P1"]}`, "service_id", `Argument "service_id" is ["P1"]: it must be a string.`},
		{"object for a string", `{"service_id":{"id":"P1","status":"x"}}`, "service_id", `Argument "service_id" is {"id":"P1","status":"x"}: it must be a string.`},
		{"not in the enum", `{"status":"done"}`, "status", `Argument "status" is "done": it must be one of "acknowledged", "resolved".`},
		{"not in the enum of a list", `{"statuses":["open","done"]}`, "statuses[1]", `Argument "statuses[1]" is "done": it must be one of "open", "closed".`},
		{"empty in a list of enum", `{"statuses":[""]}`, "statuses[0]", `Argument "statuses[0]" is empty: it must be one of`},
		{"too short", `{"title":"a"}`, "title", `Argument "title" is "a": it must be a string of 2 to 20 characters.`},
		{"too long", `{"title":"` + strings.Repeat("é", 21) + `"}`, "title", `it must be a string of 2 to 20 characters.`},
		{"long value is cut", `{"status":"` + strings.Repeat("x", 200) + `"}`, "status", strings.Repeat("x", 73) + `…[+127]": it must be`},
		{"value is cleaned", `{"status":"a\u0000\u202eb"}`, "status", `Argument "status" is "ab"`},
		{"too many items", `{"statuses":["open","closed","open"]}`, "statuses", `Argument "statuses" has 3 items: it must be a list of at most 2 items, each one of "open", "closed".`},
		{"too few items", `{"levels":[]}`, "levels", `it must be a list of at least 1 item, each an integer.`},
		{"null in a list", `{"incident_ids":["P1",null]}`, "incident_ids[1]", `Argument "incident_ids[1]" is null: it must be a string.`},
		{"list in a list", `{"incident_ids":[["P1"]]}`, "incident_ids[0]", `Argument "incident_ids[0]" is ["P1"]: it must be a string.`},
		{"scalar for an object", `{"target":"U"}`, "target", `Argument "target" is "U": it must be an object with start, end, user_id.`},
		{"scalar in a list of objects", `{"overrides":[5]}`, "overrides[0]", `Argument "overrides[0]" is 5: it must be an object`},
		{"empty list for an object", `{"target":[]}`, "target.start", `Argument "target.start" is required: a string of at least 1 character.`},
		{"list for an object", `{"target":["U"]}`, "target", `Argument "target" is ["U"]: it must be an object`},
		{"missing in an object", `{"target":{"start":"s"}}`, "target.end", `Argument "target.end" is required: a string. Argument "target.user_id" is required: a string.`},
		{"empty in an object", `{"target":{"start":"s","end":" ","user_id":"U"}}`, "target.end", `Argument "target.end" is empty: it must be a string.`},
		{"many problems", `{"a":1,"b":2,"limit":0,"total":3,"timeout":"x","status":"y"}`, "a", "There may be more problems."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen, err := canonical[argumentsInput](t, c.raw)
			problem, ok := errors.AsType[*mcptools.ArgumentError](err)
			if !ok {
				t.Fatalf("%.100s: error %v, canonical %s", c.raw, err, seen)
			}
			if problem.Tool != "show" || problem.Argument != c.argument {
				t.Errorf("%.100s: tool %q, argument %q, want %q", c.raw, problem.Tool, problem.Argument, c.argument)
			}
			if !strings.Contains(problem.Message, c.want) {
				t.Errorf("%.100s\nsays    %s\nwithout %s", c.raw, problem.Message, c.want)
			}
			if len(problem.Message) > 3000 {
				t.Errorf("%.100s: the message has %d bytes", c.raw, len(problem.Message))
			}
		})
	}
}

func TestRequiredArguments(t *testing.T) {
	t.Parallel()
	type input struct {
		Title string   `json:"title" jsonschema_description:"What happened."`
		Count int      `json:"count" jsonschema:"minimum=1,maximum=2"`
		IDs   []string `json:"ids"`
	}
	for raw, want := range map[string]string{
		`{}`: `Argument "title" is required: a string. What happened. Argument "count" is required: an integer from 1 to 2. ` +
			`Argument "ids" is required: a list, each a string.`,
		`{"title":"","count":"","ids":[]}`:             `Argument "title" is empty: it must be a string. Argument "count" is empty: it must be an integer from 1 to 2.`,
		`{"title":" \n","count":"2","ids":[]}`:         `Argument "title" is empty: it must be a string.`,
		`{"title":"\u200b \u202e","count":2,"ids":[]}`: `Argument "title" is empty: it must be a string.`,
		`{"title":null,"count":3,"ids":[]}`:            `Argument "count" is 3: it must be an integer from 1 to 2. Argument "title" is required: a string. What happened.`,
	} {
		_, err := canonical[input](t, raw)
		if err == nil || err.Error() != "show was not run. "+want {
			t.Errorf("%s\nsays %v\nwant %s", raw, err, want)
		}
	}
	if got, err := canonical[input](t, `{"ids":[],"title":"a","count":"2.0"}`); err != nil || got != `{"title":"a","count":2,"ids":[]}` {
		t.Errorf("got %s, %v", got, err)
	}
}

// A reference has a type of its own, which is not the argument of that name; a body with an id has the argument.
func TestTypeInsideAReference(t *testing.T) {
	t.Parallel()
	type input struct {
		SettingID string `json:"setting_id,omitzero"`
		Type      string `json:"type,omitzero" jsonschema:"enum=time,enum=content"`
		Timeout   int    `json:"timeout,omitzero"`
	}
	for raw, want := range map[string]string{
		`{"setting":{"id":"S1","type":"setting_reference"}}`:        `{"setting_id":"S1"}`,
		`{"setting":{"id":"S1","type":"time","timeout":5}}`:         `{"setting_id":"S1","type":"time","timeout":5}`,
		`{"w":{"type":"content","setting_id":"S1","timeout":null}}`: `{"setting_id":"S1","type":"content"}`,
	} {
		if got, err := canonical[input](t, raw); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", raw, got, err, want)
		}
	}
}

// A label of a reference may be called like an argument, which is meant only where the object is no mere reference.
func TestLabelsInsideAReference(t *testing.T) {
	t.Parallel()
	type input struct {
		ServiceID  string   `json:"service_id,omitzero"`
		ServiceIDs []string `json:"service_ids,omitzero"`
		Name       string   `json:"name,omitzero"`
		Summary    string   `json:"summary,omitzero"`
	}
	for raw, want := range map[string]string{
		`{"service":{"id":"S1","type":"service_reference","summary":"Checkout"}}`:             `{"service_id":"S1"}`,
		`{"service":{"id":"S1","type":"service","name":"Checkout 2","self":"https://a"}}`:     `{"service_id":"S1","name":"Checkout 2"}`,
		`{"services":[{"id":"S1","type":"service_reference","summary":"A","name":"B"}]}`:      `{"service_ids":["S1"]}`,
		`{"w":{"summary":"x","service":{"id":"S1","type":"service_reference","name":"old"}}}`: `{"service_id":"S1","summary":"x"}`,
	} {
		if got, err := canonical[input](t, raw); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", raw, got, err, want)
		}
	}
	if got, err := canonical[input](t, `{"services":[{"id":"S1","name":"A"},{"id":"S2","name":"B"}]}`); err == nil {
		t.Errorf("names that may be meant are lost: %s", got)
	}
}

func TestNoArguments(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}", `{"request":{}}`} {
		if got, err := canonical[struct{}](t, raw); err != nil || got != "{}" {
			t.Errorf("%q: %s, %v", raw, got, err)
		}
	}
	if _, err := canonical[struct{}](t, `{"limit":1}`); err == nil || !strings.Contains(err.Error(), "there are no arguments here") {
		t.Errorf("error %v", err)
	}
}

func TestPresence(t *testing.T) {
	t.Parallel()
	type input struct {
		Names  []string `json:"names,omitzero"`
		Others []string `json:"others,omitzero"`
		Zero   *int     `json:"zero,omitzero"`
		None   *int     `json:"none,omitzero"`
		Depth  *int     `json:"depth,omitzero" jsonschema:"default=3"`
	}
	tool := mcptools.Read("show", "d", func(_ context.Context, in input) (string, error) {
		return fmt.Sprint(in.Names == nil, len(in.Names), in.Others == nil, *in.Zero, in.None == nil, *in.Depth), nil
	})
	got := tool.Call(t.Context(), json.RawMessage(`{"names":[],"zero":0}`))
	if got.Text != `"false 0 true 0 true 3"` {
		t.Errorf("presence %s, %v", got.Text, got.Err)
	}
}

// What a policy reads in Call.Arguments cannot be hidden from it by the form of the call.
func TestPolicyCannotBeWalkedAround(t *testing.T) {
	t.Parallel()
	refused := errors.New("P1 is not yours")
	ran := false
	policy := func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			var seen struct {
				IncidentIDs []string `json:"incident_ids"`
			}
			if err := json.Unmarshal(call.Arguments, &seen); err != nil || len(seen.IncidentIDs) > 0 {
				return mcptools.Result{Err: refused}
			}
			return next(ctx, call)
		}
	}
	tool := mcptools.Destructive("manage", "d", func(context.Context, argumentsInput) (string, error) {
		ran = true
		return "", nil
	}).With(policy)
	for _, raw := range []string{
		`{"incident_ids":["P1"]}`,
		`{"ids":"P1"}`,
		`{"manage_request":{"incident_ids":["P1"]}}`,
		`{"manage_request":"{\"incident_ids\":\"[\\\"P1\\\"]\"}"}`,
		`"{\"incidents\":[{\"id\":\"P1\"}]}"`,
		`{"incident_ids":null,"w":{"x":{"ids":{"id":"P1"}}}}`,
		`{"\u0069ncident_ids":["P1"]}`,
	} {
		if result := tool.Call(t.Context(), json.RawMessage(raw)); !errors.Is(result.Err, refused) || result.Text != refused.Error() {
			t.Errorf("%s: %v", raw, result)
		}
	}
	if ran {
		t.Error("the function ran")
	}
}

func TestHugeArgumentsAreBounded(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat(`{\"a\":`, 30_000)
	for name, raw := range map[string]string{
		"string":          `{"title":"` + strings.Repeat("x", 1_000_000) + `"}`,
		"unclosed":        `{"overrides":"` + huge + `"}`,
		"number":          `{"timeout":` + strings.Repeat("9", 200_000) + `}`,
		"unknown names":   `{` + strings.Repeat(`"x":1,`, 20_000) + `"x":1}`,
		"long name":       `{"` + strings.Repeat("x", 200_000) + `":1}`,
		"long list":       `{"levels":[` + strings.Repeat(`"x",`, 20_000) + `1]}`,
		"one name, often": `{` + strings.Repeat(`"limit":1,`, 10_000) + `"limit":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := canonical[argumentsInput](t, raw); err == nil || len(err.Error()) > 3000 {
				t.Errorf("error %v", err)
			}
		})
	}
}
